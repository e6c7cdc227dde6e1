// May this instance run a detection? Takes the lease when it is free, when its holder has been silent for longer than
// $ttl, or when it was renewed further in the future than that (the server's clock went back). Only the server's clock
// counts. A try whose commit went unanswered finds its own run and takes it again. Needs the lock of lock-lease.
// $holder names the instance. $run id of the run to be. $ttl ms
MATCH (l:Lease {name: 'detection'})
WITH l, l.run AS previous, datetime.realtime() AS now
WITH l, previous, now,
     l.holder IS NULL OR l.run = $run OR abs(now.epochMillis - l.renewedAt.epochMillis) > $ttl AS taken
FOREACH (_ IN CASE WHEN taken THEN [1] ELSE [] END |
  SET l.holder = $holder, l.run = $run, l.renewedAt = now, l.fence = l.fence + 1)
RETURN taken, l.fence AS fence, previous
