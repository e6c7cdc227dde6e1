// Sets a case's status; a closed one has its outcome and the time.
// $id, $status, $outcome or null, $at epoch ms
MATCH (c:Case {id: $id})
SET c.status = $status, c.outcome = $outcome,
  c.closedAt = CASE WHEN $status = 'closed' THEN datetime({epochMillis: $at}) ELSE null END
