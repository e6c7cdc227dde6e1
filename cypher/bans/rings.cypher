// What does a run say of some rings, and what have people said of them last?
// $run, $rings (ids)
UNWIND $rings AS id
MATCH (ring:Ring {id: id, run: $run})
CALL (ring) {
  OPTIONAL MATCH (decision:Decision)
  WHERE decision.ring = ring.id AND decision.seq > 0
  RETURN decision ORDER BY decision.seq DESC LIMIT 1
}
RETURN ring.id AS id, ring.score AS score, ring.size AS size, coalesce(decision.state, 'new') AS state
