// Ends a key for good; a second time changes nothing. No row where there is no such key.
// $id: text; $now: epoch milliseconds
MATCH (k:ApiKey {id: $id})
SET k.revokedAt = coalesce(k.revokedAt, datetime({epochMillis: $now}))
RETURN k.id AS id, k.name AS name, k.roles AS roles, k.createdAt AS createdAt,
       k.lastUsedAt AS lastUsedAt, k.revokedAt AS revokedAt
