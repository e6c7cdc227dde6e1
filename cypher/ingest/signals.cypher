// Makes a batch's signals of one type, and moves their first and last times. Rows are in order of key, so that two
// instances take their locks in one order; a signal whose times stay is not locked, since everybody shares the popular ones.
// $rows list of {key, hint, first, last}; times are epoch ms. $type name of the signal type
UNWIND $rows AS row
WITH row, datetime({epochMillis: row.first}) AS first, datetime({epochMillis: row.last}) AS last
MERGE (s:Signal {key: row.key})
  ON CREATE SET
    s:%%LABEL%%,
    s.type = $type,
    s.hint = row.hint,
    s.firstSeen = first,
    s.lastSeen = last
WITH s, first, last
WHERE s.firstSeen > first OR s.lastSeen < last
SET
  s.firstSeen = CASE WHEN s.firstSeen <= first THEN s.firstSeen ELSE first END,
  s.lastSeen = CASE WHEN s.lastSeen >= last THEN s.lastSeen ELSE last END
