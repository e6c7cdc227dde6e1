// Frees a lease whose holder has been silent for longer than $ttl (or that was renewed in a far future), so that its run
// is seen as abandoned even when nobody starts another. Needs the lock of lock-lease.
// $ttl ms
MATCH (l:Lease {name: 'detection'})
WHERE l.holder IS NOT NULL AND abs(datetime.realtime().epochMillis - l.renewedAt.epochMillis) > $ttl
WITH l, l.run AS previous
SET l.fence = l.fence + 1
REMOVE l.holder, l.run
RETURN previous
