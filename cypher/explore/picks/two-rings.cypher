// Of the 20 largest rings, the two that have most evidence in common
MATCH (pointer:Published {name: 'rings'})
MATCH (ring:Ring) WHERE ring.run = pointer.run AND ring.score >= 0
WITH ring ORDER BY ring.size DESC, ring.score DESC, ring.id LIMIT 20
WITH collect(ring) AS rings
UNWIND rings AS one
MATCH (one)-[:EVIDENCED_BY]->(signal:Signal)<-[:EVIDENCED_BY]-(other:Ring)
WHERE other IN rings AND one.id < other.id
WITH one, other, count(*) AS shared
RETURN one.id AS ring, other.id AS otherRing ORDER BY shared DESC, ring, otherRing LIMIT 1
