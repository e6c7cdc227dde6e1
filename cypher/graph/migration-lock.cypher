// Takes or renews the lock; no row when somebody else has it. $holder, $leaseSeconds
MERGE (l:MigrationLock {name: 'migrations'})
// A write takes the node's lock, so that what is read below is the last committed state.
SET l.touched = true
REMOVE l.touched
WITH l, datetime.realtime() AS now
WHERE l.holder IS NULL OR l.holder = $holder OR l.until < now
SET l.holder = $holder, l.until = now + duration({seconds: $leaseSeconds})
RETURN l.holder AS holder
