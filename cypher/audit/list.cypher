// Which entries are there below a number, the newest first?
// $below number; $actor, $action: texts, '' for all; $targets: any of these, all where it is empty; $from, $to epoch ms; $limit
MATCH (e:AuditEntry)
WHERE e.seq < $below
  AND ($actor = '' OR e.actorId = $actor) AND ($action = '' OR e.action = $action)
  AND (size($targets) = 0 OR any(target IN $targets WHERE target IN e.targets))
  AND datetime({epochMillis: $from}) <= e.at < datetime({epochMillis: $to})
WITH e ORDER BY e.seq DESC LIMIT $limit
RETURN e.seq AS seq, e.id AS id, e.at AS at, e.actorKind AS actorKind, e.actorId AS actorId, e.actorName AS actorName, e.from AS from,
  e.request AS request, e.action AS action, e.targets AS targets, e.before AS before, e.after AS after, e.previous AS previous,
  e.hash AS hash, e.seal AS seal
ORDER BY seq DESC
