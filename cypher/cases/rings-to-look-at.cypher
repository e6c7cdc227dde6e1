// Which rings have cases that have not looked at the published run?
// $limit
MATCH (pointer:Published {name: 'rings'})
CALL (pointer) {
  MATCH (s:CaseSubject {kind: 'ring'})
  WHERE EXISTS { MATCH (c:Case)-[about:ABOUT]->(s) WHERE about.run <> pointer.run AND c.status <> 'merged' }
  RETURN s.id AS ring
  ORDER BY ring
  LIMIT $limit
}
RETURN ring
