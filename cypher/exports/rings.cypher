// The next rings of a run that match the filters, by score from high to low, equal ones by id.
// Goes down the index of (run, score) and stops at $limit: nothing is read twice but the rings of one score. It does so only
// because the order names the run first; without that, every page read all rings that were left.
// $run; $minScore, $maxScore, $minSize, $maxSize (numbers); $states, $types, $rings, $campaigns (lists, empty for any); $text ('' for
// any); $firstSeenFrom, $firstSeenTo, $lastSeenFrom, $lastSeenTo (epoch ms); $after (score or null), $afterId: the last ring
// already seen, and then $maxScore is no more than its score; $limit; $evidence: signals named of each
MATCH (ring:Ring)
WHERE ring.run = $run AND $minScore <= ring.score <= $maxScore
  AND ($after IS NULL OR ring.score < $after OR ring.id > $afterId)
  AND $minSize <= ring.size <= $maxSize
  AND $firstSeenFrom <= ring.firstSeen.epochMillis <= $firstSeenTo
  AND $lastSeenFrom <= ring.lastSeen.epochMillis <= $lastSeenTo
  AND (size($rings) = 0 OR ring.id IN $rings)
  AND (size($campaigns) = 0 OR ring.campaign IN $campaigns)
  AND (size($types) = 0 OR any(type IN ring.types WHERE type IN $types))
  AND ($text = '' OR toLower(ring.id) CONTAINS toLower($text) OR toLower(ring.summary) CONTAINS toLower($text))
CALL (ring) {
  OPTIONAL MATCH (decision:Decision)
  WHERE decision.ring = ring.id AND decision.seq > 0
  RETURN decision ORDER BY decision.seq DESC LIMIT 1
}
WITH ring, decision, coalesce(decision.state, 'new') AS state
WHERE size($states) = 0 OR state IN $states
WITH ring, decision, state
ORDER BY ring.run DESC, ring.score DESC, ring.id
LIMIT toInteger($limit)
RETURN ring.id AS id, ring.score AS score, ring.size AS size, ring.firstSeen AS firstSeen, ring.lastSeen AS lastSeen,
  ring.requests AS requests, ring.types AS types, ring.summary AS summary, ring.campaign AS campaign, state, decision.at AS decidedAt,
  decision.by AS decidedBy,
  COLLECT {
    MATCH (ring)-[evidence:EVIDENCED_BY]->(signal:Signal)
    WITH evidence, signal
    ORDER BY evidence.bits * evidence.members DESC, signal.key
    LIMIT toInteger($evidence)
    RETURN {type: signal.type, hint: signal.hint, bits: evidence.bits, members: evidence.members}
  } AS evidence
ORDER BY score DESC, id;
