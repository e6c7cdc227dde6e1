// Gives back a delivery whose sending was stopped, so that another instance takes it at once.
// $id; $claim; $now epoch ms
MATCH (d:Delivery {id: $id})
SET d.locked = true
REMOVE d.locked
WITH d
WHERE d.state = 'pending' AND d.claim = $claim
SET d.nextAt = datetime({epochMillis: $now})
