// Which runs' ids begin with this text?
// $text, $limit
MATCH (run:Run)
WHERE run.id STARTS WITH $text
RETURN run.id AS id, run.state AS state, run.startedAt AS startedAt, run.finishedAt AS finishedAt
ORDER BY id
LIMIT toInteger($limit);
