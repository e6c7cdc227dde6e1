// Which keys are there, newest first? Their hashes stay where they are.
MATCH (k:ApiKey)
RETURN k.id AS id, k.name AS name, k.scopes AS scopes, k.createdAt AS createdAt,
       k.lastUsedAt AS lastUsedAt, k.revokedAt AS revokedAt
ORDER BY createdAt DESC, id
