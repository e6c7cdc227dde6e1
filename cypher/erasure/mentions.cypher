// Which reasons of earlier erasures, as people wrote them, name one of these?
// $names
MATCH (t:WrittenTombstone)
WHERE any(name IN $names WHERE t.reason CONTAINS name)
RETURN t.ref AS ref, t.reason AS reason
