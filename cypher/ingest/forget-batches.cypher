// Forgets batches that began before a time. A few at a time, so that no transaction grows large.
// $before epoch ms, $limit int
MATCH (b:Batch)
WHERE b.startedAt < datetime({epochMillis: $before})
WITH b LIMIT $limit
DELETE b
RETURN count(*) AS forgotten
