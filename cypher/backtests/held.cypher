// Is the place still ours? One row if it is. Needs the lock.
// $holder, $fence
MATCH (l:Lease {name: 'back-tests'})
WHERE l.holder = $holder AND l.fence = $fence
RETURN l.fence AS fence
