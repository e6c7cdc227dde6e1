// Gives the lock back. $holder
MATCH (l:MigrationLock {name: 'migrations'})
SET l.touched = true
REMOVE l.touched
WITH l WHERE l.holder = $holder
REMOVE l.holder, l.until
