// Locks a case for the rest of the transaction: how does it stand? No row for one that is not there.
// $id
MATCH (c:Case {id: $id})
SET c.locked = true
REMOVE c.locked
WITH c
RETURN c.status AS status, c.version AS version, c.change AS change, COLLECT { MATCH (c)-[:MERGED_INTO]->(into:Case) RETURN into.id }[0] AS into
