// Ends a key for good; a second time changes nothing. `before` is when it was ended before. No row where there is no such key.
// $id: text; $now: epoch milliseconds
MATCH (k:ApiKey {id: $id})
SET k.revokedAt = k.revokedAt
WITH k, k.revokedAt AS before
SET k.revokedAt = coalesce(before, datetime({epochMillis: $now}))
RETURN k.id AS id, k.name AS name, k.roles AS roles, k.createdAt AS createdAt,
       k.lastUsedAt AS lastUsedAt, k.revokedAt AS revokedAt, before
