// Of the evidence of the 20 largest rings, the address that most of their members come from
MATCH (pointer:Published {name: 'rings'})
MATCH (ring:Ring) WHERE ring.run = pointer.run AND ring.score >= 0
WITH ring ORDER BY ring.size DESC, ring.score DESC, ring.id LIMIT 20
MATCH (ring)-[evidence:EVIDENCED_BY]->(ip:Ip)
WITH ip, count(*) AS rings, sum(evidence.members) AS members
RETURN ip.key AS key ORDER BY rings DESC, members DESC, key LIMIT 1
