// Which rings does a run have, by score from high to low, equal ones by id; what was decided on each, and what was it before?
// Goes down the index of (run, score) and stops at $limit.
// $run; $previous: the run before it, or ''; $limit
MATCH (ring:Ring)
WHERE ring.run = $run AND ring.score >= 0
WITH ring
ORDER BY ring.run DESC, ring.score DESC, ring.id
LIMIT toInteger($limit)
CALL (ring) {
  OPTIONAL MATCH (decision:Decision)
  WHERE decision.ring = ring.id AND decision.seq > 0
  RETURN decision ORDER BY decision.seq DESC LIMIT 1
}
RETURN ring.id AS id, ring.score AS score, ring.size AS size, ring.firstSeen AS firstSeen, ring.lastSeen AS lastSeen,
  ring.requests AS requests, ring.types AS types, ring.summary AS summary, coalesce(decision.state, 'new') AS state,
  COLLECT {
    MATCH (former:Ring)-[succession:SUCCEEDED_BY]->(ring)
    WHERE former.run = $previous
    WITH former, succession
    ORDER BY succession.jaccard DESC, former.id
    RETURN {id: former.id, size: former.size, how: succession.how}
  } AS formers
ORDER BY score DESC, id;
