// The next accounts on the list of a batch.
// $batch; $after: place of the last one seen; $states (empty for any); $limit
MATCH (i:BanItem)
WHERE i.batch = $batch AND i.seq > $after AND (size($states) = 0 OR i.state IN $states)
WITH i ORDER BY i.seq LIMIT $limit
RETURN i.id AS id, i.seq AS seq, i.account AS account, i.ring AS ring, i.rings AS rings, i.strength AS strength, i.bits AS bits,
  i.reason AS reason, i.state AS state, i.wave AS wave, i.line AS line, i.hash AS hash
ORDER BY seq
