// Which back-tests name one of these in their name or note?
// $names
MATCH (t:BackTest)
WHERE t.createdAt >= datetime({epochMillis: 0}) AND any(name IN $names WHERE t.name CONTAINS name OR t.note CONTAINS name)
RETURN t.id AS id, t.name AS name, t.note AS note
