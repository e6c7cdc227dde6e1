// Ends a session. No row where there is none.
// $id
MATCH (s:Session {id: $id})
WITH s, s.id AS id
DELETE s
RETURN id
