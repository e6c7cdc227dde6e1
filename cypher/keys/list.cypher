// Which keys are there, newest first? Their hashes stay where they are.
MATCH (k:ApiKey)
RETURN k.id AS id, k.name AS name, coalesce(k.roles, []) AS roles, k.createdAt AS createdAt,
       k.lastUsedAt AS lastUsedAt, k.revokedAt AS revokedAt
ORDER BY createdAt DESC, id
