// Removes sessions that time has ended; a few at a time.
// $now epoch ms; $limit
MATCH (s:Session)
WHERE s.expiresAt <= datetime({epochMillis: $now})
WITH s LIMIT $limit
DELETE s
