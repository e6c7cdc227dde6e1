// Rings of a run behind an id.
// $run, $after id, $limit int
MATCH (g:Ring)
WHERE g.run = $run AND g.id > $after
WITH g ORDER BY g.id LIMIT $limit
RETURN g.id AS id, labels(g) AS labels, properties(g) AS properties
ORDER BY id
