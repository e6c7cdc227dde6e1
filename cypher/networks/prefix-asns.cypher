// Of which autonomous system are these prefixes? Rows are in order of prefix.
// $rows list of {cidr, asn}; asn null where none is known
UNWIND $rows AS row
MATCH (p:IpPrefix {cidr: row.cidr})
OPTIONAL MATCH (p)-[former:IN_ASN]->(a:Asn) WHERE a.number <> coalesce(row.asn, 0)
DELETE former
WITH DISTINCT p, row.asn AS number
MATCH (a:Asn {number: number})
MERGE (p)-[:IN_ASN]->(a)
