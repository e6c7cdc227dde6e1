// A run has been looked at. Needs the lock.
// $run id
MATCH (c:AlertCursor {name: 'runs'})
MATCH (r:Run {id: $run})
SET c.run = $run, c.startedAt = r.startedAt
