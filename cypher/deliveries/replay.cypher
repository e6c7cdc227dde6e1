// Makes a dead delivery pending again, with all its attempts before it. No row where it is not dead.
// $id; $now epoch ms
MATCH (d:Delivery {id: $id})
SET d.locked = true
REMOVE d.locked
WITH d
WHERE d.state = 'dead'
SET d.state = 'pending', d.attempts = 0, d.nextAt = datetime({epochMillis: $now})
REMOVE d.settledAt
RETURN d.id AS id, d.topic AS topic, d.type AS type, d.subject AS subject, d.receiver AS receiver, d.body AS body
