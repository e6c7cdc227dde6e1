// Removes relationships of any kind, some at a time.
// $limit int
MATCH ()-[r]->()
WITH r LIMIT $limit
DELETE r
RETURN count(*) AS removed
