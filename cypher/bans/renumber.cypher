// Numbers the list of a batch from 1 without gaps: by ring, the most strongly held first; accounts without a ring last. How many they are.
// $batch
MATCH (i:BanItem)
WHERE i.batch = $batch AND i.seq >= 0
WITH i ORDER BY i.ring IS NULL, i.ring, i.strength DESC, i.account
WITH collect(i) AS items
UNWIND range(0, size(items) - 1) AS place
WITH items[place] AS i, place
SET i.seq = place + 1
RETURN count(*) AS items
