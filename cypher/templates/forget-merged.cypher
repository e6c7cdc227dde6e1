// Removes signals of merged templates that nothing refers to any more. Some time after they were merged: an instance that has
// not heard of it yet may be about to write there.
// $type name of the signal type, $seconds, $limit int
MATCH (p:TemplatePattern)
WHERE p.mergedInto > ''
MATCH (s:Signal {key: $type + ':' + p.id})
WHERE s.mergedAt < datetime.realtime() - duration({seconds: $seconds}) AND NOT EXISTS { (s)--() }
WITH s LIMIT toInteger($limit)
DELETE s
RETURN count(*) AS forgotten
