// How many accounts of a batch stand where, by wave.
// $batch
MATCH (i:BanItem)
WHERE i.batch = $batch AND i.seq > 0
RETURN i.wave AS wave, i.state AS state, count(*) AS count
ORDER BY wave, state
