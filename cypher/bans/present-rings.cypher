// In which rings of a run are the accounts of a batch now, at least a share of what it lists of one of its rings?
// $batch, $run, $share (0–1)
MATCH (i:BanItem)
WHERE i.batch = $batch AND i.seq >= 0 AND i.ring IS NOT NULL
WITH i.ring AS was, collect(i) AS items
UNWIND items AS i
MATCH (i)-[:ABOUT]->(:Account)-[:MEMBER_OF]->(ring:Ring)
WHERE ring.run = $run
WITH was, size(items) AS listed, ring.id AS ring, count(*) AS held
WHERE held >= $share * listed
RETURN DISTINCT ring
ORDER BY ring
