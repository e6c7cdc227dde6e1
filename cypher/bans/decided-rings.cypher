// Which rings of kept runs were confirmed or dismissed last, and by which figures were they scored?
MATCH (pointer:Published {name: 'rings'})
MATCH (ring:Ring)
WHERE ring.run = pointer.run AND ring.score >= 0
CALL (ring) {
  MATCH (decision:Decision)
  WHERE decision.ring = ring.id AND decision.seq > 0
  RETURN decision.state AS state ORDER BY decision.seq DESC LIMIT 1
}
WITH ring, state
WHERE state IN ['confirmed', 'dismissed']
RETURN ring.features AS features, state = 'confirmed' AS confirmed
