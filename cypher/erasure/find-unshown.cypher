// Which of these signals does nobody show any more? Each is locked before it is looked at, so that none is taken that is just being shown.
// $keys in order
UNWIND $keys AS key
MATCH (s:Signal {key: key})
SET s.touched = true
REMOVE s.touched
WITH s
WHERE NOT EXISTS { (s)<-[:%%RELATIONSHIPS%%]-(:Account) }
RETURN s.key AS key, COLLECT { MATCH (s)-[:IN_PREFIX]->(p:IpPrefix) RETURN p.cidr } AS prefixes
ORDER BY key
