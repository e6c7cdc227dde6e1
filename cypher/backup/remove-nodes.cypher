// Removes nodes of any kind but the mark of a restore, some at a time.
// $limit int
MATCH (n)
WHERE NOT (n:Migration AND n.version = 'restoring')
WITH n LIMIT $limit
DETACH DELETE n
RETURN count(*) AS removed
