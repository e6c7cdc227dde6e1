// Locks the lease of detection until this transaction ends, and makes it at the first run ever. Every transaction that
// reads the lease to decide something begins with this one: writing a property takes the write lock before what follows
// reads, so two instances decide one after the other.
MERGE (l:Lease {name: 'detection'})
  ON CREATE SET l.fence = 0
SET l.fence = l.fence
RETURN l.fence AS fence
