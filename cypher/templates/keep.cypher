// Keeps new and changed templates under the lock of the log, each with a number of its own. One that was merged stays so.
// $rows list of {id, seq, tokens, caption, shown, mergedInto}; tokens as text
UNWIND $rows AS row
MERGE (p:TemplatePattern {id: row.id})
SET p.seq = row.seq, p.tokens = row.tokens, p.caption = row.caption, p.shown = row.shown,
  p.mergedInto = coalesce(row.mergedInto, p.mergedInto)
