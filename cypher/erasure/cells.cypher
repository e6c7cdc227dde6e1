// Whose cells name one of these signals?
// $keys
MATCH (r:Ring)
WHERE r.run > '' AND r.score >= 0 AND any(key IN $keys WHERE r.cells CONTAINS key)
RETURN r.id AS id, r.run AS run, r.cells AS cells
