// How many accounts does a batch list and leave out, and where does its list end?
// $batch
OPTIONAL MATCH (i:BanItem)
WHERE i.batch = $batch AND i.seq >= 0
WITH count(i) AS items, coalesce(max(i.seq), 0) AS last
OPTIONAL MATCH (e:BanExclusion)
WHERE e.batch = $batch AND e.account >= ''
RETURN items, last, count(e) AS excluded
