// Which rings does the list of a batch come from, and how many of its accounts from each?
// $batch
MATCH (i:BanItem)
WHERE i.batch = $batch AND i.seq >= 0 AND i.ring IS NOT NULL
RETURN i.ring AS ring, count(*) AS listed
ORDER BY ring
