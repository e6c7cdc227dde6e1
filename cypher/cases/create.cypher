// Writes a new case down. MERGE, since a try whose commit went unanswered comes again.
// $id; $case: {title, priority, assignee, dueAt, by}, $at; times epoch ms
MERGE (c:Case {id: $id})
  ON CREATE SET c.version = 0, c.status = 'open', c.title = $case.title, c.priority = $case.priority, c.assignee = $case.assignee,
    c.dueAt = CASE WHEN $case.dueAt IS NULL THEN null ELSE datetime({epochMillis: $case.dueAt}) END,
    c.openedAt = datetime({epochMillis: $at}), c.openedBy = $case.by, c.changedAt = datetime({epochMillis: $at})
RETURN c.version AS version
