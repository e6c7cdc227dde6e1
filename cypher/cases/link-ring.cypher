// Links a case with a ring of the published run. No row where it has no such ring.
// $id of the case, $target id of the ring, $by, $at epoch ms
MATCH (c:Case {id: $id})
MATCH (pointer:Published {name: 'rings'})
MATCH (ring:Ring {id: $target, run: pointer.run})
MERGE (s:CaseSubject {ref: 'ring:' + $target})
  ON CREATE SET s.kind = 'ring', s.id = $target
MERGE (c)-[about:ABOUT]->(s)
  ON CREATE SET about.by = $by, about.at = datetime({epochMillis: $at}), about.run = ring.run, about.size = ring.size, about.gone = false
RETURN s.id AS id
