// Removes those of these prefixes that no address lies in any more.
// $prefixes in order
UNWIND $prefixes AS cidr
MATCH (p:IpPrefix {cidr: cidr})
SET p.touched = true
REMOVE p.touched
WITH p
WHERE NOT EXISTS { (p)<-[:IN_PREFIX]-() }
DETACH DELETE p
RETURN count(*) AS removed
