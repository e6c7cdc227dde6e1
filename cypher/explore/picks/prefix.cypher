// Of the evidence of the 20 largest rings, the prefix that most of their members come from
MATCH (pointer:Published {name: 'rings'})
MATCH (ring:Ring) WHERE ring.run = pointer.run AND ring.score >= 0
WITH ring ORDER BY ring.size DESC, ring.score DESC, ring.id LIMIT 20
MATCH (ring)-[evidence:EVIDENCED_BY]->(:Ip)-[:IN_PREFIX]->(prefix:IpPrefix)
WITH prefix, sum(evidence.members) AS members
RETURN prefix.cidr AS cidr ORDER BY members DESC, cidr LIMIT 1
