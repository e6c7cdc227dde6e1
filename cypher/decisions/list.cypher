// Entries of the allow-list, the newest first.
// $kind: '' for all; $active: only those in force at $now (epoch ms); $before epoch ms and $beforeId: where the page begins; $limit
MATCH (a:Allowance)
WHERE a.at <= datetime({epochMillis: $before})
  AND (a.at < datetime({epochMillis: $before}) OR a.id > $beforeId)
  AND ($kind = '' OR a.kind = $kind)
  AND (NOT $active OR (a.withdrawnAt IS NULL AND (a.until IS NULL OR a.until > datetime({epochMillis: $now}))))
WITH a ORDER BY a.at DESC, a.id LIMIT $limit
RETURN a.id AS id, a.kind AS kind, a.target AS target, a.code AS code, a.reason AS reason, a.by AS by, a.at AS at, a.until AS until,
  a.version AS version, a.withdrawnAt AS withdrawnAt, COUNT { (a)-[:ALLOWS]->() } AS bound
ORDER BY at DESC, id
