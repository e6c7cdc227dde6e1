// Receivers that take one of these topics; there are few receivers.
// $topics
MATCH (r:Receiver)
WHERE r.withdrawnAt IS NULL AND any(topic IN r.topics WHERE topic IN $topics)
RETURN r.id AS id, r.topics AS topics
ORDER BY id
