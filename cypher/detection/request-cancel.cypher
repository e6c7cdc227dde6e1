// Asks whoever holds the run to stop. The holder sees it at its next heartbeat, and cannot publish any more.
// $run id, $by who asks
MATCH (r:Run {id: $run})
SET r.staged = r.staged
WITH r
SET r.cancelledBy = CASE WHEN r.state = 'running' THEN coalesce(r.cancelledBy, $by) ELSE r.cancelledBy END
RETURN r.state AS state
