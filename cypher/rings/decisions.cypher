// What was decided on a ring, the newest first?
// $ring; $before: sequence number that all of them are below; $limit
MATCH (decision:Decision)
WHERE decision.ring = $ring AND 0 < decision.seq < $before
RETURN decision.seq AS version, decision.state AS state, decision.reason AS reason, decision.code AS code, decision.by AS by, decision.at AS at
ORDER BY version DESC
LIMIT toInteger($limit);
