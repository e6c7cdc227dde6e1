// How many appeals are there against bans of a batch?
// $batch
MATCH (i:BanItem)
WHERE i.batch = $batch AND i.seq > 0
RETURN sum(COUNT { (i)<-[:AGAINST]-(:Appeal) }) AS appeals
