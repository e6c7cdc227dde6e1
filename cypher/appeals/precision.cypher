// How did appeals that were decided in a time come out, month by month (UTC): all of them, by type of the signals that they are about (an appeal counts once for
// each), and by reason code of what was overturned?
// $from, $to epoch ms
MATCH (a:Appeal)
WHERE a.state IN ['upheld', 'overturned'] AND datetime({epochMillis: $from}) <= a.decidedAt < datetime({epochMillis: $to})
WITH a, toString(date.truncate('month', a.decidedAt)) AS month, COLLECT { MATCH (a)-[:DOUBTS]->(s:Signal) RETURN DISTINCT s.type } AS types
UNWIND [['all', '']] + [type IN types | ['type', type]] + CASE WHEN a.code IS NULL THEN [] ELSE [['code', a.code]] END AS group
RETURN group[0] AS by, group[1] AS name, month, sum(CASE a.state WHEN 'upheld' THEN 1 ELSE 0 END) AS upheld,
  sum(CASE a.state WHEN 'overturned' THEN 1 ELSE 0 END) AS overturned
ORDER BY by, name, month
