// Which accounts were erased, the newest first?
// $refs: any of these, all where it is empty; $before epoch ms and $beforeRef: where the page begins; $limit
MATCH (t:Tombstone)
WHERE t.at <= datetime({epochMillis: $before})
  AND (t.at < datetime({epochMillis: $before}) OR t.ref > $beforeRef)
  AND (size($refs) = 0 OR t.ref IN $refs)
WITH t ORDER BY t.at DESC, t.ref LIMIT $limit
RETURN t.ref AS ref, t.at AS at, t.code AS code, t.reason AS reason, t.by AS by, t.times AS times, t.gone AS gone
ORDER BY at DESC, ref
