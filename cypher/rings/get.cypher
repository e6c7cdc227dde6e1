// What does a run say of one ring, and what was decided on it last?
// $run, $ring
MATCH (ring:Ring {id: $ring, run: $run})
CALL (ring) {
  OPTIONAL MATCH (decision:Decision)
  WHERE decision.ring = ring.id AND decision.seq > 0
  RETURN decision ORDER BY decision.seq DESC LIMIT 1
}
RETURN ring.id AS id, ring.score AS score, ring.size AS size, ring.firstSeen AS firstSeen, ring.lastSeen AS lastSeen,
  ring.requests AS requests, ring.types AS types, ring.summary AS summary, ring.campaign AS campaign, ring.features AS features,
  ring.cells AS cells,
  coalesce(ring.erased, 0) AS erased,
  coalesce(decision.state, 'new') AS state, coalesce(decision.seq, 0) AS version,
  decision.reason AS reason, decision.code AS code, decision.by AS by, decision.at AS at;
