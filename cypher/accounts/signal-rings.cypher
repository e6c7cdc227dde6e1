// Of which rings of the published run is a signal evidence?
// $key, $limit
MATCH (pointer:Published {name: 'rings'})
CALL (pointer) {
  MATCH (:Signal {key: $key})<-[evidence:EVIDENCED_BY]-(ring:Ring)
  WHERE ring.run = pointer.run
  RETURN evidence, ring
}
RETURN ring.id AS id, ring.score AS score, ring.size AS size, ring.summary AS summary,
  evidence.bits AS bits, evidence.members AS members
ORDER BY members DESC, id
LIMIT toInteger($limit);
