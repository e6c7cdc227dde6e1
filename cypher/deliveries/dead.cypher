// Deliveries that were given up before a time, the longest ago first, behind a place in that order.
// $receiver, $topic, $subject and $problem: '' for all; $until, $after epoch ms and $afterId; $limit
MATCH (d:Delivery)
WHERE d.state = 'dead' AND d.settledAt >= datetime({epochMillis: $after}) AND d.settledAt <= datetime({epochMillis: $until})
  AND (d.settledAt > datetime({epochMillis: $after}) OR d.id > $afterId)
  AND ($receiver = '' OR d.receiver = $receiver) AND ($topic = '' OR d.topic = $topic)
  AND ($subject = '' OR d.subject = $subject) AND ($problem = '' OR d.problem = $problem)
WITH d ORDER BY d.settledAt, d.id LIMIT $limit
RETURN d.id AS id, d.receiver AS receiver, d.topic AS topic, d.subject AS subject, d.settledAt AS settledAt
ORDER BY settledAt, id
