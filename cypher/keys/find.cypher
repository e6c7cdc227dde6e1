// Which key has this id, revoked or not?
// $id: text
MATCH (k:ApiKey {id: $id})
RETURN k.id AS id, k.name AS name, k.hash AS hash, k.roles AS roles, k.createdAt AS createdAt,
       k.lastUsedAt AS lastUsedAt, k.revokedAt AS revokedAt
