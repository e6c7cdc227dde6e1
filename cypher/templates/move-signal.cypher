// Makes the signal that a template's observations go to, unless it is there, with the times of both; and says at the old one
// where they went. No row when the old one is gone.
// $from and $to keys, $toId id of the template, $type name of the signal type
MATCH (old:Signal {key: $from})
OPTIONAL MATCH (p:TemplatePattern {id: $toId})
MERGE (s:Signal {key: $to})
  ON CREATE SET
    s:%%LABEL%%,
    s.type = $type,
    s.hint = coalesce(p.caption, old.hint),
    s.firstSeen = old.firstSeen,
    s.lastSeen = old.lastSeen
SET
  s.firstSeen = CASE WHEN s.firstSeen <= old.firstSeen THEN s.firstSeen ELSE old.firstSeen END,
  s.lastSeen = CASE WHEN s.lastSeen >= old.lastSeen THEN s.lastSeen ELSE old.lastSeen END,
  old.mergedInto = $to,
  old.mergedAt = datetime.realtime()
RETURN s.key AS key
