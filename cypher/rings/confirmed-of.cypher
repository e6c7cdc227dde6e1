// Which of these accounts are in rings of the published run that people have confirmed?
// $accounts: ids
MATCH (pointer:Published {name: 'rings'})
UNWIND $accounts AS id
MATCH (a:Account {id: id})
MATCH (a)-[:MEMBER_OF]->(ring:Ring)
WHERE ring.run = pointer.run
CALL (ring) {
  MATCH (decision:Decision)
  WHERE decision.ring = ring.id AND decision.seq > 0
  RETURN decision.state AS state ORDER BY decision.seq DESC LIMIT 1
}
WITH a, ring, state
WHERE state = 'confirmed'
RETURN a.id AS account, ring.id AS ring
