// Is the place still ours, has anybody asked to cancel, and has a run begun? Renews the place and writes how far the test is. No row: the place is
// another's by now. Needs the lock.
// $holder, $fence, $id, $stage text, $progress 0–1
MATCH (l:Lease {name: 'back-tests'})
WHERE l.holder = $holder AND l.fence = $fence
SET l.renewedAt = datetime.realtime()
WITH l
MATCH (t:BackTest {id: $id})
SET t.stage = $stage, t.progress = toFloat($progress)
WITH t
OPTIONAL MATCH (live:Lease {name: 'detection'})
RETURN t.cancelledBy IS NOT NULL AS cancel, live.holder IS NOT NULL AS live
