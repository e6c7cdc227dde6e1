// Notes that a session was used, unless an instance has just done so. One that has ended stays so.
// $id; $now, $before: epoch ms
MATCH (s:Session {id: $id})
WHERE s.lastUsedAt <= datetime({epochMillis: $before})
SET s.lastUsedAt = datetime({epochMillis: $now})
