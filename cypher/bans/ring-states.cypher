// What have people said of some rings last?
// $rings (ids)
UNWIND $rings AS ring
CALL (ring) {
  MATCH (decision:Decision)
  WHERE decision.ring = ring AND decision.seq > 0
  RETURN decision.state AS state ORDER BY decision.seq DESC LIMIT 1
}
RETURN ring, state
