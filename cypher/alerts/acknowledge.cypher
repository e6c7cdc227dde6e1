// Somebody has seen an alert; whoever was first stays. Whether this was the first time.
// $id, $by, $at epoch ms
MATCH (a:Alert {id: $id})
SET a.locked = true
REMOVE a.locked
WITH a, a.acknowledgedAt IS NULL AS first
FOREACH (_ IN CASE WHEN first THEN [1] ELSE [] END |
  SET a.acknowledgedAt = datetime({epochMillis: $at}), a.acknowledgedBy = $by)
RETURN first
