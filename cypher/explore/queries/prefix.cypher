// An address prefix: who comes from it?
// Up to 40 of its addresses, those with most accounts first, each with three of its accounts at most, members of rings before others, and
// the autonomous system, where it is known.
// $cidr: an IPv4 /24 or an IPv6 /48, set before:
// :param cidr => '249.128.8.0/24'
MATCH (prefix:IpPrefix {cidr: $cidr})
OPTIONAL MATCH (pointer:Published {name: 'rings'})
OPTIONAL MATCH provider = (prefix)-[:IN_ASN]->(:Asn)
CALL (prefix) {
  MATCH (ip:Ip)-[inside:IN_PREFIX]->(prefix)
  WITH ip, inside, COUNT { (ip)<-[:CONNECTED_FROM]-() } AS width
  RETURN ip, inside ORDER BY width DESC, ip.key LIMIT 40
}
CALL (ip, pointer) {
  MATCH (ip)<-[observation:CONNECTED_FROM]-(account:Account)
  WITH observation, account, pointer LIMIT 300
  OPTIONAL MATCH (account)-[membership:MEMBER_OF]->(ring:Ring) WHERE ring.run = pointer.run
  WITH observation, account, membership, ring ORDER BY ring IS NULL, account.id LIMIT 3
  RETURN collect(observation) + collect(membership) AS ties, collect(account) AS accounts, collect(ring) AS rings
}
RETURN prefix, provider, inside, ip, ties, accounts, rings
