// Which rings of a run match the filters, from a place in the order on?
// Reads all rings of the run in the score range and keeps the best $limit of them: 0.1 s at 10,000 rings, on 2 busy cores.
// $run; $minScore, $maxScore, $minSize, $maxSize (numbers); $states, $types, $campaigns (lists, empty for any); $text ('' for any);
// $firstSeenFrom, $firstSeenTo, $lastSeenFrom, $lastSeenTo (epoch ms); $sort ('score'|'size'|'firstSeen'|'lastSeen');
// $descending; $after (number or null), $afterId: sort value and id of the last ring already seen; $limit
MATCH (ring:Ring)
WHERE ring.run = $run AND $minScore <= ring.score <= $maxScore
  AND $minSize <= ring.size <= $maxSize
  AND $firstSeenFrom <= ring.firstSeen.epochMillis <= $firstSeenTo
  AND $lastSeenFrom <= ring.lastSeen.epochMillis <= $lastSeenTo
  AND (size($campaigns) = 0 OR ring.campaign IN $campaigns)
  AND (size($types) = 0 OR any(type IN ring.types WHERE type IN $types))
  AND ($text = '' OR toLower(ring.id) CONTAINS toLower($text) OR toLower(ring.summary) CONTAINS toLower($text))
WITH ring, CASE $sort
  WHEN 'score' THEN ring.score
  WHEN 'size' THEN ring.size
  WHEN 'firstSeen' THEN ring.firstSeen.epochMillis
  ELSE ring.lastSeen.epochMillis
END AS position
WHERE $after IS NULL
  OR (position < $after AND $descending)
  OR (position > $after AND NOT $descending)
  OR (position = $after AND ring.id > $afterId)
CALL (ring) {
  OPTIONAL MATCH (decision:Decision)
  WHERE decision.ring = ring.id AND decision.seq > 0
  RETURN decision ORDER BY decision.seq DESC LIMIT 1
}
WITH ring, position, coalesce(decision.state, 'new') AS state, coalesce(decision.seq, 0) AS version
WHERE size($states) = 0 OR state IN $states
RETURN ring.id AS id, ring.score AS score, ring.size AS size, ring.firstSeen AS firstSeen, ring.lastSeen AS lastSeen,
  ring.requests AS requests, ring.types AS types, ring.summary AS summary, ring.campaign AS campaign, state, version, position
ORDER BY CASE WHEN $descending THEN -position ELSE position END, id
LIMIT toInteger($limit);
