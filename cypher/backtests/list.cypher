// Back-tests, the newest first, after a place in that order.
// $before epoch ms and $beforeId: the last one of the page before; $limit
MATCH (t:BackTest)
WHERE t.createdAt <= datetime({epochMillis: $before})
  AND (t.createdAt < datetime({epochMillis: $before}) OR t.id < $beforeId)
WITH t ORDER BY t.createdAt DESC, t.id DESC LIMIT toInteger($limit)
RETURN t.id AS id, t.name AS name, t.note AS note, t.state AS state, t.stage AS stage, t.progress AS progress, t.against AS against, t.until AS until,
  t.overrides AS overrides, t.by AS by, t.author AS author, t.createdAt AS createdAt, t.startedAt AS startedAt, t.finishedAt AS finishedAt,
  t.cancelledBy AS cancelledBy, t.gaveWay AS gaveWay, t.result AS result, t.tested AS tested, t.live AS live, t.liveVersion AS liveVersion,
  t.error AS error, COUNT { (t)-[:ALLOWS]->() } AS bound, COLLECT { MATCH (t)-[:LEAVES_OUT]->(a:Allowance) RETURN a.id ORDER BY a.id } AS leavesOut,
  COLLECT { MATCH (v:EngineVersion)-[:FROM]->(t) RETURN v.version ORDER BY v.version } AS promotions
ORDER BY createdAt DESC, id DESC
