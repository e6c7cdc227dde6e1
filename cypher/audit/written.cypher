// Which of these actions were done since a time, the newest first?
// $actions list of texts; $since epoch ms; $limit
UNWIND $actions AS action
MATCH (e:AuditEntry {action: action})
WHERE e.at >= datetime({epochMillis: $since})
WITH e ORDER BY e.seq DESC LIMIT $limit
RETURN e.action AS action, e.at AS at, e.actorKind AS actorKind, e.actorName AS actorName, e.from AS from, e.targets AS targets
ORDER BY at DESC
