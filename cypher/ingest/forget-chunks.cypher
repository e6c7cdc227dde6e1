// Forgets chunk markers written before a time; their batches began earlier still and are forgotten first.
// $before epoch ms, $limit int
MATCH (c:BatchChunk)
WHERE c.at < datetime({epochMillis: $before})
WITH c LIMIT $limit
DELETE c
RETURN count(*) AS forgotten
