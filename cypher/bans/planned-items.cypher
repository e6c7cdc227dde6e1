// Accounts of a batch by what its waves are planned from.
// $batch
MATCH (i:BanItem)
WHERE i.batch = $batch AND i.seq > 0
OPTIONAL MATCH (i)-[:ABOUT]->(a:Account)
RETURN i.seq AS seq, i.ring AS ring, coalesce(i.strength, 0) AS strength, coalesce(a.createdAt, a.firstSeen) AS createdAt
ORDER BY seq
