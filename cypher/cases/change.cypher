// Sets what people say of a case.
// $id; $said: {title, priority, assignee, dueAt: epoch ms or null}
MATCH (c:Case {id: $id})
SET c.title = $said.title, c.priority = $said.priority, c.assignee = $said.assignee,
  c.dueAt = CASE WHEN $said.dueAt IS NULL THEN null ELSE datetime({epochMillis: $said.dueAt}) END
