// The entries behind a number and up to a last one, in order.
// $behind, $last numbers; $limit
MATCH (e:AuditEntry)
WHERE $behind < e.seq <= $last
WITH e ORDER BY e.seq LIMIT $limit
RETURN e.seq AS seq, e.id AS id, e.at AS at, e.actorKind AS actorKind, e.actorId AS actorId, e.actorName AS actorName, e.from AS from,
  e.request AS request, e.action AS action, e.targets AS targets, e.before AS before, e.after AS after, e.previous AS previous,
  e.hash AS hash, e.seal AS seal
ORDER BY seq
