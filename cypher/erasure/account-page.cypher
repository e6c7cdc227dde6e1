// The accounts behind an id, in order of it.
// $after id; $limit
MATCH (a:Account)
WHERE a.id > $after
WITH a ORDER BY a.id LIMIT $limit
RETURN a.id AS id, a.firstSeen AS firstSeen
ORDER BY id
