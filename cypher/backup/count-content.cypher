// How many nodes are there that are neither a migration nor its lock?
MATCH (n)
WHERE NOT n:Migration AND NOT n:MigrationLock
RETURN count(n) AS count
