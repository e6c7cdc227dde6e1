// Which session has this id, ended by time or not?
// $id
MATCH (s:Session {id: $id})
RETURN s.id AS id, s.hash AS hash, s.callerKind AS callerKind, s.callerId AS callerId, s.callerName AS callerName, s.roles AS roles,
  s.createdAt AS createdAt, s.lastUsedAt AS lastUsedAt, s.expiresAt AS expiresAt, s.from AS from, s.agent AS agent
