// Campaigns of a run behind an id.
// $run, $after id, $limit int
MATCH (c:Campaign)
WHERE c.run = $run AND c.id > $after
WITH c ORDER BY c.id LIMIT $limit
RETURN c.id AS id, labels(c) AS labels, properties(c) AS properties
ORDER BY id
