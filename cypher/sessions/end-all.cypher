// Ends all sessions of a caller but the newest few, the oldest first.
// $callerKind, $callerId; $keep how many stay
MATCH (s:Session {callerKind: $callerKind, callerId: $callerId})
WITH s ORDER BY s.createdAt DESC, s.id SKIP $keep
WITH s, s.id AS id
DELETE s
RETURN id
