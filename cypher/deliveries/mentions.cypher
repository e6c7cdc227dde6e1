// Which messages that are still kept name one of these?
// $names as JSON text has them
MATCH (d:Delivery)
WHERE d.createdAt >= datetime({epochMillis: 0}) AND any(name IN $names WHERE d.body CONTAINS name OR d.subject CONTAINS name)
RETURN d.id AS id, d.state AS state, d.subject AS subject, d.body AS body
ORDER BY id
