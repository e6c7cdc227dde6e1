// Ends a run that will not be published. A run that has ended already stays as it is.
// $run id, $state 'failed'|'cancelled'|'abandoned', $error JSON text of {type, detail} or null
MATCH (r:Run {id: $run})
SET r.staged = r.staged
WITH r
WHERE r.state = 'running'
SET r.state = $state, r.error = $error, r.finishedAt = datetime.realtime()
RETURN r.id AS id
