// How many appeals are there against bans of a batch?
// $batch
MATCH (i:BanItem)
WHERE i.batch = $batch AND i.state IN $states
RETURN sum(COUNT { (i)<-[:AGAINST]-(:Appeal) }) AS appeals
