// How does a case stand, and which cases went on in it?
// $id
MATCH (c:Case {id: $id})
RETURN c.id AS id, c.title AS title, c.status AS status, c.outcome AS outcome, c.priority AS priority, c.assignee AS assignee, c.dueAt AS dueAt,
  c.openedAt AS openedAt, c.openedBy AS openedBy, c.changedAt AS changedAt, c.closedAt AS closedAt, c.version AS version,
  COLLECT { MATCH (c)-[:MERGED_INTO]->(into:Case) RETURN into.id }[0] AS into,
  COLLECT { MATCH (from:Case)-[:MERGED_INTO*1..]->(c) RETURN from.id ORDER BY from.id } AS merged,
  COUNT { MATCH (from:Case)-[:MERGED_INTO*0..]->(c) MATCH (from)-[:HAS_NOTE]->() RETURN 1 } AS notes,
  COUNT { MATCH (from:Case)-[:MERGED_INTO*0..]->(c) MATCH (from)-[:HAS_SNAPSHOT]->() RETURN 1 } AS snapshots
