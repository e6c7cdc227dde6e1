// The log goes as far as this now. Needs its lock.
// $seq int
MATCH (l:TemplateLog {name: 'prompts'})
SET l.seq = $seq
