// What happened to a case, the newest first?
// $id; $before: seq that all of them are below; $limit
MATCH (e:CaseEvent)
WHERE e.case = $id AND 0 < e.seq < $before
RETURN e.seq AS number, e.at AS at, e.by AS by, e.action AS action, e.facts AS facts
ORDER BY number DESC
LIMIT $limit
