// Which runs call themselves running? At most 20. No parameters.
MATCH (r:Run)
WHERE r.state = 'running'
RETURN r.id AS id, r.startedAt AS startedAt
ORDER BY r.startedAt, r.id
LIMIT 20
