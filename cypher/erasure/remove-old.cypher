// Removes the observations of these accounts that are too old; of which signals, and how many. `rewrites` tells a run that the account shows
// something else now.
// $accounts: ids; $before: relationship type → epoch ms
UNWIND $accounts AS id
MATCH (a:Account {id: id})
SET a.rewrites = coalesce(a.rewrites, 0) + 1
WITH a
MATCH (a)-[r:%%RELATIONSHIPS%%]->(s:Signal)
WHERE r.last < datetime({epochMillis: $before[type(r)]})
WITH r, s.key AS key
DELETE r
RETURN key, count(*) AS observations
ORDER BY key
