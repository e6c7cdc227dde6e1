// Deliveries, the newest first.
// $state, $receiver, $topic and $subject: '' for all; $before epoch ms and $beforeId: where the page begins; $limit
MATCH (d:Delivery)
WHERE d.createdAt <= datetime({epochMillis: $before})
  AND (d.createdAt < datetime({epochMillis: $before}) OR d.id > $beforeId)
  AND ($state = '' OR d.state = $state) AND ($receiver = '' OR d.receiver = $receiver)
  AND ($topic = '' OR d.topic = $topic) AND ($subject = '' OR d.subject = $subject)
WITH d ORDER BY d.createdAt DESC, d.id LIMIT $limit
RETURN d.id AS id, d.topic AS topic, d.type AS type, d.subject AS subject, d.receiver AS receiver, d.state AS state, d.attempts AS attempts,
  d.createdAt AS createdAt, d.nextAt AS nextAt, d.settledAt AS settledAt, d.status AS status, d.problem AS problem, d.bytes AS bytes
ORDER BY createdAt DESC, id
