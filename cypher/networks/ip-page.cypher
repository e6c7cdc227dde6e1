// Which addresses come next, in order of key, and in which prefix are they? (';' is the character behind ':')
// $after key of the last address of the page before ('ip:' for the first), $limit
MATCH (s:Signal)
WHERE s.key > $after AND s.key < 'ip;'
WITH s ORDER BY s.key LIMIT toInteger($limit)
OPTIONAL MATCH (s)-[:IN_PREFIX]->(p:IpPrefix)
RETURN s.key AS key, p.cidr AS cidr
ORDER BY key
