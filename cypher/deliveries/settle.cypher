// Writes what came of an attempt, if nobody has taken the delivery since. No row where somebody has.
// $id; $claim: which attempt it was; $state; $status and $problem or null; $nextAt epoch ms, null unless it is tried again; $at epoch ms
MATCH (d:Delivery {id: $id})
SET d.locked = true
REMOVE d.locked
WITH d
WHERE d.state = 'pending' AND d.claim = $claim
SET d.state = $state, d.status = $status, d.problem = $problem,
  d.nextAt = CASE WHEN $nextAt IS NULL THEN null ELSE datetime({epochMillis: $nextAt}) END,
  d.settledAt = CASE WHEN $state = 'pending' THEN null ELSE datetime({epochMillis: $at}) END,
  d.body = CASE WHEN $state = 'delivered' THEN null ELSE d.body END
RETURN d.id AS id
