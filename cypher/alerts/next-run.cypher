// Which published run is to be looked at next, and which was published before it? The newest one, where none was looked at yet. No parameters.
OPTIONAL MATCH (c:AlertCursor {name: 'runs'})
WITH c.startedAt AS after
CALL (after) {
  MATCH (r:Run)
  WHERE r.startedAt > after AND r.state = 'published'
  RETURN r ORDER BY r.startedAt LIMIT 1
  UNION
  MATCH (p:Published {name: 'rings'})
  WHERE after IS NULL
  MATCH (r:Run {id: p.run})
  RETURN r
}
OPTIONAL CALL (r) {
  MATCH (before:Run)
  WHERE before.startedAt < r.startedAt AND before.state = 'published'
  RETURN before ORDER BY before.startedAt DESC LIMIT 1
}
RETURN r.id AS id, r.finishedAt AS publishedAt, before.id AS before
