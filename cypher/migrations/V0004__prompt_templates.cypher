// What prompts are reduced to, kept as patterns of keyed hashes: (:TemplatePattern {id, seq, tokens, shown, caption, mergedInto}).
// (:TemplateLog {name, id, seq}) is the lock under which each change of a pattern gets its number.
CREATE CONSTRAINT template_log_name IF NOT EXISTS FOR (l:TemplateLog) REQUIRE l.name IS UNIQUE;
CREATE CONSTRAINT template_pattern_id IF NOT EXISTS FOR (p:TemplatePattern) REQUIRE p.id IS UNIQUE;
CREATE INDEX template_pattern_seq IF NOT EXISTS FOR (p:TemplatePattern) ON (p.seq);
CREATE INDEX template_pattern_merged_into IF NOT EXISTS FOR (p:TemplatePattern) ON (p.mergedInto);
