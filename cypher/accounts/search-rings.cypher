// Which rings of the published run have ids that begin with this text?
// $text, $limit
MATCH (pointer:Published {name: 'rings'})
MATCH (ring:Ring)
WHERE ring.run = pointer.run AND ring.id STARTS WITH $text
RETURN ring.id AS id, ring.score AS score, ring.size AS size, ring.summary AS summary
ORDER BY id
LIMIT toInteger($limit);
