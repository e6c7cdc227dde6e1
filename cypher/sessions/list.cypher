// Which sessions are open, the newest first?
// $caller: id of a key or subject, '' for all; $now, $usedSince: epoch ms; $before epoch ms and $beforeId: where the page begins; $limit
MATCH (s:Session)
WHERE s.createdAt <= datetime({epochMillis: $before})
  AND (s.createdAt < datetime({epochMillis: $before}) OR s.id > $beforeId)
  AND ($caller = '' OR s.callerId = $caller)
  AND s.expiresAt > datetime({epochMillis: $now}) AND s.lastUsedAt > datetime({epochMillis: $usedSince})
WITH s ORDER BY s.createdAt DESC, s.id LIMIT $limit
RETURN s.id AS id, s.callerKind AS callerKind, s.callerId AS callerId, s.callerName AS callerName,
  s.createdAt AS createdAt, s.lastUsedAt AS lastUsedAt, s.expiresAt AS expiresAt, s.from AS from, s.agent AS agent
ORDER BY createdAt DESC, id
