// Which accounts have the rings of the published run that people have confirmed? No parameters.
MATCH (pointer:Published {name: 'rings'})
MATCH (ring:Ring)
WHERE ring.run = pointer.run AND ring.score >= 0
CALL (ring) {
  MATCH (decision:Decision)
  WHERE decision.ring = ring.id AND decision.seq > 0
  RETURN decision.state AS state ORDER BY decision.seq DESC LIMIT 1
}
WITH ring, state
WHERE state = 'confirmed'
RETURN COLLECT { MATCH (account:Account)-[:MEMBER_OF]->(ring) RETURN account.id ORDER BY account.id } AS accounts
ORDER BY ring.id
