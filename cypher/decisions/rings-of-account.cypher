// In which rings of the published run is an account?
// $account
MATCH (pointer:Published {name: 'rings'})
CALL (pointer) {
  MATCH (:Account {id: $account})-[:MEMBER_OF]->(ring:Ring)
  WHERE ring.run = pointer.run
  RETURN ring
}
RETURN ring.id AS id, ring.size AS size, ring.score AS score
ORDER BY id
