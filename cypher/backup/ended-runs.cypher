// Which runs have ended, in order of their id? (Few: one row a run.)
MATCH (r:Run)
WHERE r.state <> 'running'
RETURN r.id AS id, r.state AS state, labels(r) AS labels, properties(r) AS properties
ORDER BY id
