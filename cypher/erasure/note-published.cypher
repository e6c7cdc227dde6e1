// Says that the rings that readers see lost something: what instances hold of them in memory is read again.
MATCH (p:Published {name: 'rings'})
SET p.erased = coalesce(p.erased, 0) + 1
