// The next accounts of a batch that have no line in its manifest yet.
// $batch; $after: place of the last one seen; $limit
MATCH (i:BanItem)
WHERE i.batch = $batch AND i.seq > $after AND i.hash IS NULL
WITH i ORDER BY i.seq LIMIT $limit
RETURN i.id AS id, i.seq AS seq, i.account AS account, i.ring AS ring, i.rings AS rings, i.strength AS strength, i.reason AS reason
ORDER BY seq
