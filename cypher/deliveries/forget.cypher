// Removes deliveries that came out well long ago; how many.
// $before epoch ms; $limit
MATCH (d:Delivery)
WHERE d.state = 'delivered' AND d.settledAt < datetime({epochMillis: $before})
WITH d LIMIT $limit
DETACH DELETE d
RETURN count(*) AS removed
