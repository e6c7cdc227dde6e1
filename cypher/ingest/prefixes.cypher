// Ties the chunk's IPs to their prefixes. Rows are in order of prefix; an IP has one prefix for ever.
// $rows list of {key, cidr}
UNWIND $rows AS row
MATCH (s:Signal {key: row.key})
MERGE (p:IpPrefix {cidr: row.cidr})
MERGE (s)-[:IN_PREFIX]->(p)
