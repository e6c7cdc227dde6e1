// How far is the log of templates? Without its lock: what it says may be a moment old.
MATCH (l:TemplateLog {name: 'prompts'})
RETURN l.id AS log, l.seq AS seq
