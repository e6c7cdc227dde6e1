// Gives this instance the back-test whose turn it is, when none is at work elsewhere and no run either: first the one whose instance has gone silent,
// then the oldest that waits. A try whose commit went unanswered finds its own again. Needs the lock.
// $holder names the instance, $ttl ms
MATCH (l:Lease {name: 'back-tests'})
WITH l, datetime.realtime() AS now
WHERE l.holder IS NULL OR l.holder = $holder OR abs(now.epochMillis - l.renewedAt.epochMillis) > $ttl
OPTIONAL MATCH (live:Lease {name: 'detection'})
WITH l, now, live WHERE live.holder IS NULL
MATCH (t:BackTest)
WHERE t.state IN ['waiting', 'running']
WITH l, now, t ORDER BY t.state, t.createdAt, t.id LIMIT 1
SET l.holder = $holder, l.renewedAt = now, l.fence = l.fence + 1,
    t.state = 'running', t.stage = 'read', t.progress = 0.0, t.begun = t.begun + 1, t.startedAt = now
RETURN t.id AS id, l.fence AS fence, t.begun AS begun, t.overrides AS overrides, t.until AS until, t.against AS against
