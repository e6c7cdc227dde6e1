// Locks a ring's place in cases for the rest of the transaction: which of them have not looked at the published run?
// $ring
MATCH (s:CaseSubject {ref: 'ring:' + $ring})
SET s.locked = true
REMOVE s.locked
WITH s
MATCH (pointer:Published {name: 'rings'})
MATCH (c:Case)-[about:ABOUT]->(s)
WHERE about.run <> pointer.run AND c.status <> 'merged'
RETURN c.id AS id, pointer.run AS run, about.run AS seen, about.size AS size, about.gone AS gone
ORDER BY id
