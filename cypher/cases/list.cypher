// Which cases fit, from a place in the order on?
// $statuses list; $priorities list, empty for any; $assignee: '' for any, $unassigned boolean; $subject: ref of what they are about, '' for any; $due: only those due before it
// (epoch ms), null for any; $sort 'opened'|'due'|'priority'; $after number or null, $afterId: place and id of the last one already seen; $limit
MATCH (c:Case)
WHERE c.status IN $statuses
  AND (size($priorities) = 0 OR c.priority IN $priorities)
  AND ($assignee = '' OR c.assignee = $assignee) AND (NOT $unassigned OR c.assignee IS NULL)
  AND ($due IS NULL OR c.dueAt < datetime({epochMillis: $due}))
  AND ($subject = '' OR EXISTS { (c)-[:ABOUT]->(:CaseSubject {ref: $subject}) })
WITH c, CASE $sort
  WHEN 'due' THEN coalesce(c.dueAt.epochMillis, 253402214400000)
  WHEN 'priority' THEN c.openedAt.epochMillis - c.priority * 10000000000000
  ELSE -c.openedAt.epochMillis
END AS position
WHERE $after IS NULL OR position > $after OR (position = $after AND c.id > $afterId)
WITH c, position ORDER BY position, c.id LIMIT $limit
RETURN c.id AS id, c.title AS title, c.status AS status, c.outcome AS outcome, c.priority AS priority, c.assignee AS assignee, c.dueAt AS dueAt,
  c.openedAt AS openedAt, c.openedBy AS openedBy, c.changedAt AS changedAt, c.closedAt AS closedAt, c.version AS version, position,
  COLLECT { MATCH (c)-[:MERGED_INTO]->(into:Case) RETURN into.id }[0] AS into
ORDER BY position, id
