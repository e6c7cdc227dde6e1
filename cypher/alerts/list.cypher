// Alerts, the newest first, after a place in that order.
// $before epoch ms and $beforeId; $rule, $ring: '' for all; $acknowledged true, false, or null for all; $limit
MATCH (a:Alert)
WHERE a.at <= datetime({epochMillis: $before})
  AND (a.at < datetime({epochMillis: $before}) OR a.id > $beforeId)
  AND ($rule = '' OR a.rule = $rule)
  AND ($ring = '' OR a.ring = $ring)
  AND ($acknowledged IS NULL OR $acknowledged = (a.acknowledgedAt IS NOT NULL))
WITH a ORDER BY a.at DESC, a.id LIMIT toInteger($limit)
RETURN a.id AS id, a.rule AS rule, a.ruleName AS ruleName, a.kind AS kind, a.ring AS ring, a.run AS run, a.size AS size, a.score AS score, a.text AS text,
  a.at AS at, a.state AS state, a.acknowledgedAt AS acknowledgedAt, a.acknowledgedBy AS acknowledgedBy
ORDER BY at DESC, id
