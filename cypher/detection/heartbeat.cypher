// Is the lease still ours, and has anybody asked to cancel? Renews the lease and writes how far the run is. No row: the
// lease is another's by now. Needs the lock of lock-lease.
// $holder, $fence as they were when it was taken. $run id. $stage text, $progress 0–1
MATCH (l:Lease {name: 'detection'})
WHERE l.holder = $holder AND l.fence = $fence
SET l.renewedAt = datetime.realtime()
WITH l
MATCH (r:Run {id: $run})
SET r.stage = $stage, r.progress = toFloat($progress)
RETURN r.cancelledBy IS NOT NULL AS cancel
