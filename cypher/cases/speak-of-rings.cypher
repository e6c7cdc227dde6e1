// From now on a case goes by the size that its rings have in the published run.
// $id of the case
MATCH (pointer:Published {name: 'rings'})
MATCH (:Case {id: $id})-[about:ABOUT]->(s:CaseSubject)
WHERE s.kind = 'ring'
MATCH (ring:Ring {id: s.id, run: pointer.run})
SET about.size = ring.size
