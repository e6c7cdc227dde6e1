// Which appeals name one of these?
// $names
MATCH (a:Appeal)
WHERE a.at >= datetime({epochMillis: 0})
  AND any(name IN $names WHERE a.reason CONTAINS name OR a.said CONTAINS name OR a.ticket CONTAINS name)
RETURN a.id AS id, a.ticket AS ticket, a.reason AS reason, a.said AS said
