// Held by whoever fixes a list until the transaction ends, so that two batches cannot both take an account.
MERGE (l:BanLock {name: 'freeze'})
SET l.locked = true
REMOVE l.locked
RETURN l.name AS name
