// Which addresses does a network have? ($network is a prefix as stored: /24 for IPv4, /48 for IPv6)
// $network, $limit
MATCH (prefix:IpPrefix {cidr: $network})<-[:IN_PREFIX]-(signal:Signal)
RETURN signal.key AS key, signal.type AS type, signal.hint AS hint
ORDER BY key
LIMIT toInteger($limit);
