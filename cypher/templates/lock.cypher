// Locks the log of templates until this transaction ends, and makes it when there is none. Whoever gives numbers, or must know that
// nothing with a smaller number is still to come, begins with this: writing a property takes the write lock before what
// follows reads. `log` tells this log from another one after the graph was emptied or brought back from a backup.
MERGE (l:TemplateLog {name: 'prompts'})
  ON CREATE SET l.id = randomUUID(), l.seq = 0
SET l.touched = true
REMOVE l.touched
WITH l
RETURN l.id AS log, l.seq AS seq
