// What are the rings of a run, what were they in the run before, and what has been decided on them?
// $run id, $before id of the run before, '' for none
MATCH (r:Ring)
WHERE r.run = $run AND r.score >= 0
OPTIONAL MATCH (same:Ring {id: r.id, run: $before})
OPTIONAL CALL (r) {
  MATCH (from:Ring)-[:SUCCEEDED_BY]->(r)
  RETURN from ORDER BY from.size DESC LIMIT 1
}
OPTIONAL CALL (r) {
  MATCH (d:Decision)
  WHERE d.ring = r.id AND d.seq > 0
  RETURN d ORDER BY d.seq DESC LIMIT 1
}
OPTIONAL MATCH (mark:DecidedRing {ring: r.id})
WITH r, coalesce(same, from) AS was, d, mark
RETURN r.id AS id, r.score AS score, r.size AS size, r.firstSeen AS firstSeen, coalesce(d.state, 'new') AS state, was.score AS scoreBefore,
  was.size AS sizeBefore, CASE WHEN mark.seq = d.seq THEN mark.size END AS decidedSize
