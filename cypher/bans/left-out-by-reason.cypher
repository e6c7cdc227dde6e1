// How many accounts does a batch leave out, by reason?
// $batch
MATCH (e:BanExclusion)
WHERE e.batch = $batch AND e.account >= ''
RETURN e.why AS why, count(*) AS accounts
ORDER BY why
