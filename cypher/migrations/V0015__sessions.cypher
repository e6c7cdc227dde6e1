// Sessions of the console: (:Session {id, hash, callerKind, callerId, callerName, roles, createdAt, lastUsedAt, expiresAt, from, agent}). Of the
// secret in the cookie only the hash. One that has ended is removed.
CREATE CONSTRAINT session_id IF NOT EXISTS FOR (s:Session) REQUIRE s.id IS UNIQUE;
CREATE INDEX session_caller IF NOT EXISTS FOR (s:Session) ON (s.callerKind, s.callerId);
CREATE INDEX session_created_at IF NOT EXISTS FOR (s:Session) ON (s.createdAt);
CREATE INDEX session_expires_at IF NOT EXISTS FOR (s:Session) ON (s.expiresAt);
