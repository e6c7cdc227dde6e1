// Which addresses are of another autonomous system than their prefix? Rows are in order of key.
// $rows list of {key, asn}; asn null where it is the prefix's, or none is known
UNWIND $rows AS row
MATCH (s:Signal {key: row.key})
OPTIONAL MATCH (s)-[former:IN_ASN]->(a:Asn) WHERE a.number <> coalesce(row.asn, 0)
DELETE former
WITH DISTINCT s, row.asn AS number
MATCH (a:Asn {number: number})
MERGE (s)-[:IN_ASN]->(a)
