// Keeps what the rings of a run were when they were decided on: how large, and of dismissed ones the accounts; and forgets the accounts of those that
// are open again. Does nothing where that is kept already.
// $run id
MATCH (r:Ring)
WHERE r.run = $run AND r.score >= 0
CALL (r) {
  MATCH (d:Decision)
  WHERE d.ring = r.id AND d.seq > 0
  RETURN d ORDER BY d.seq DESC LIMIT 1
}
OPTIONAL MATCH (known:DecidedRing {ring: r.id})
WITH r, d, known WHERE known IS NULL OR known.seq <> d.seq
MERGE (mark:DecidedRing {ring: r.id})
SET mark.seq = d.seq, mark.state = d.state, mark.size = r.size
WITH r, mark
CALL (mark) { OPTIONAL MATCH (mark)-[had:HAD]->() DELETE had }
CALL (r, mark) {
  WITH r, mark WHERE mark.state = 'dismissed'
  MATCH (a:Account)-[:MEMBER_OF]->(r)
  CREATE (mark)-[:HAD]->(a)
}
