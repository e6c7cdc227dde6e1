// Under which service keys were values in this graph hashed? No parameters.
MATCH (k:ServiceKey)
RETURN k.id AS id, k.check AS check
ORDER BY id
