// The switch: points readers at this run's rings, all at once, and gives the lease back. No row: the lease is another's,
// or somebody asked to cancel first. Needs the lock of lock-lease; writing the run locks it against a late cancel.
// $holder, $fence as they were when the lease was taken. $run id, $kind 'whole'|'increment' and $why it was so, $hash text, $counts and
// $basis JSON texts
MATCH (l:Lease {name: 'detection'})
WHERE l.holder = $holder AND l.fence = $fence
MATCH (r:Run {id: $run})
SET r.staged = r.staged
WITH l, r
WHERE r.state = 'running' AND r.cancelledBy IS NULL
SET r.state = 'published', r.stage = 'published', r.progress = 1.0, r.kind = $kind, r.why = $why, r.hash = $hash,
    r.counts = $counts, r.basis = $basis, r.finishedAt = datetime.realtime()
MERGE (p:Published {name: 'rings'})
SET p.run = $run
REMOVE l.holder, l.run
RETURN r.id AS id
