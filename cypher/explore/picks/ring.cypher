// The strongest ring of the published run
MATCH (pointer:Published {name: 'rings'})
MATCH (ring:Ring) WHERE ring.run = pointer.run AND ring.score >= 0
WITH ring ORDER BY ring.score DESC, ring.size DESC, ring.id LIMIT 1
RETURN ring.id AS ring
