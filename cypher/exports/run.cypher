// Which run is exported? The published one for '', else that one, if it was published once. No row where there is none.
// $run id or ''
MATCH (pointer:Published {name: 'rings'})
MATCH (run:Run {id: CASE $run WHEN '' THEN pointer.run ELSE $run END})
WHERE run.state = 'published'
RETURN run.id AS id, run.finishedAt AS publishedAt, run.counts AS counts, run.id = pointer.run AS current;
