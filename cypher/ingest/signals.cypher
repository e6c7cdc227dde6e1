// Makes a chunk's signals of one type, and moves their first and last times. Rows are in order of key. Every signal is locked
// here, also where its times stay (Neo4j gives a lock back when a value does not change): the relationships that are
// made afterwards would else lock it out of order, and two chunks would wait for each other.
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
SET s.locked = true
SET s.firstSeen = CASE WHEN s.firstSeen <= first THEN s.firstSeen ELSE first END
SET s.lastSeen = CASE WHEN s.lastSeen >= last THEN s.lastSeen ELSE last END
REMOVE s.locked
