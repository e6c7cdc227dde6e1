// Takes back the lines of a manifest that could not be written to its end.
// $batch
MATCH (i:BanItem)
WHERE i.batch = $batch AND i.seq >= 0
REMOVE i.line, i.hash, i.alone
