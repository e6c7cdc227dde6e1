// First look: one of each kind of node, and how they are tied
// The strongest ring of the published run with two of its members, one signal of each type that they leave, and what those belong
// to. A legend of the colours, and where to start.
MATCH (pointer:Published {name: 'rings'})
MATCH (run:Run {id: pointer.run})
MATCH (ring:Ring) WHERE ring.run = pointer.run AND ring.score >= 0
WITH run, ring ORDER BY ring.score DESC, ring.size DESC, ring.id LIMIT 1
MATCH (ring)<-[membership:MEMBER_OF]-(member:Account)
WITH run, ring, membership, member ORDER BY membership.strength DESC, member.id LIMIT 2
CALL (member) {
  MATCH (member)-[observation]->(signal:Signal)
  WITH signal.type AS type, observation, signal ORDER BY observation.count DESC, signal.key
  RETURN collect([observation, signal])[0] AS seen, type
}
WITH run, ring, membership, member, seen[0] AS observation, seen[1] AS signal ORDER BY member.id, type
OPTIONAL MATCH network = (signal)-[:IN_PREFIX]->(:IpPrefix)
OPTIONAL MATCH provider = (signal)-[:IN_PREFIX]->(:IpPrefix)-[:IN_ASN]->(:Asn)
OPTIONAL MATCH (ring)-[evidence:EVIDENCED_BY]->(signal)
OPTIONAL MATCH (run)-[class:CLASSED]->(signal)
RETURN run, ring, membership, member, observation, signal, network, provider, evidence, class
