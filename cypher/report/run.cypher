// Which run is reported? The published one for '', else that one, if it was published once. No row where there is none.
// $run id or ''
MATCH (pointer:Published {name: 'rings'})
MATCH (run:Run {id: CASE $run WHEN '' THEN pointer.run ELSE $run END})
WHERE run.state = 'published'
RETURN run.id AS id, run.startedAt AS startedAt, run.finishedAt AS finishedAt, run.trigger AS trigger, run.config AS config,
  run.counts AS counts, run.hash AS hash, run.engineVersion AS engineVersion, run.id = pointer.run AS current;
