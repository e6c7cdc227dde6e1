// Writes a new session; of its secret only the hash. MERGE, since a try whose commit went unanswered comes again.
// $id, $hash, $callerKind, $callerId, $callerName: texts; $roles: list of texts; $now, $expiresAt: epoch ms; $from, $agent: texts or null
MERGE (s:Session {id: $id})
  ON CREATE SET
    s.hash = $hash,
    s.callerKind = $callerKind,
    s.callerId = $callerId,
    s.callerName = $callerName,
    s.roles = $roles,
    s.createdAt = datetime({epochMillis: $now}),
    s.lastUsedAt = datetime({epochMillis: $now}),
    s.expiresAt = datetime({epochMillis: $expiresAt}),
    s.from = $from,
    s.agent = $agent
