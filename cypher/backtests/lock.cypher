// Locks the place at which one back-test works at a time, until this transaction ends; makes it at the first one ever. Every transaction that reads
// the place to decide something begins with this one.
MERGE (l:Lease {name: 'back-tests'})
  ON CREATE SET l.fence = 0
SET l.fence = l.fence
RETURN l.fence AS fence
