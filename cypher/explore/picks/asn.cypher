// Of the evidence of the 20 largest rings, the autonomous system that most of their members come from
MATCH (pointer:Published {name: 'rings'})
MATCH (ring:Ring) WHERE ring.run = pointer.run AND ring.score >= 0
WITH ring ORDER BY ring.size DESC, ring.score DESC, ring.id LIMIT 20
MATCH (ring)-[evidence:EVIDENCED_BY]->(ip:Ip)
WHERE ip.asn IS NOT NULL
WITH ip.asn AS asn, sum(evidence.members) AS members
RETURN asn ORDER BY members DESC, asn LIMIT 1
