// Gives the lease back, if it is still ours. Needs the lock of lock-lease.
// $holder, $fence as they were when it was taken
MATCH (l:Lease {name: 'detection'})
WHERE l.holder = $holder AND l.fence = $fence
REMOVE l.holder, l.run
RETURN l.fence AS fence
