// Ends a back-test and frees the place. One that somebody has cancelled meanwhile ends as cancelled. Needs the lock.
// $holder, $fence, $id, $state 'done'|'failed'|'cancelled', $result, $tested, $live JSON texts or null, $liveVersion or null, $error JSON text or null
MATCH (l:Lease {name: 'back-tests'})
WHERE l.holder = $holder AND l.fence = $fence
MATCH (t:BackTest {id: $id})
SET t.state = CASE WHEN t.cancelledBy IS NULL THEN $state ELSE 'cancelled' END
SET t.stage = t.state, t.progress = CASE t.state WHEN 'done' THEN 1.0 ELSE t.progress END, t.finishedAt = datetime.realtime(),
    t.result = $result, t.tested = $tested, t.live = $live, t.liveVersion = $liveVersion, t.error = $error
REMOVE l.holder
RETURN t.state AS state
