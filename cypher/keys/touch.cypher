// Notes that a key was used, unless an instance has just done so.
// $id: text; $now, $before: epoch milliseconds
MATCH (k:ApiKey {id: $id})
WHERE k.lastUsedAt IS NULL OR k.lastUsedAt <= datetime({epochMillis: $before})
SET k.lastUsedAt = datetime({epochMillis: $now})
