// The hashes of a batch's lines, in order.
// $batch
MATCH (i:BanItem)
WHERE i.batch = $batch AND i.seq > 0
RETURN i.seq AS seq, i.hash AS hash
ORDER BY seq
