// An autonomous system: which of its addresses are evidence of rings?
// Up to 90 addresses that a ring of the published run has as evidence, with their prefixes. Twelve addresses a
// ring at most, the largest rings first.
// Needs network files (docs/networks.md).
// $asn: the number, set before:
// :param asn => 64500
MATCH (asn:Asn {number: toInteger($asn)})
OPTIONAL MATCH (pointer:Published {name: 'rings'})
CALL (asn, pointer) {
  MATCH (ip:Ip)
  WHERE ip.asn = asn.number AND ip.key > ''
  MATCH (ip)<-[evidence:EVIDENCED_BY]-(ring:Ring)
  WHERE ring.run = pointer.run
  WITH ring, evidence, ip ORDER BY evidence.members DESC, ip.key
  WITH ring, collect([evidence, ip])[..12] AS most ORDER BY ring.size DESC, ring.id
  UNWIND most AS each
  RETURN ring, each[0] AS evidence, each[1] AS ip LIMIT 90
}
OPTIONAL MATCH network = (ip)-[:IN_PREFIX|IN_ASN*1..2]->(asn)
RETURN asn, ring, evidence, ip, network
