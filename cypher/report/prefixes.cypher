// In which prefixes do these addresses lie? A row for each that is an address.
// $keys of signals
UNWIND $keys AS key
MATCH (signal:Signal {key: key})-[:IN_PREFIX]->(prefix:IpPrefix)
RETURN key, prefix.cidr AS cidr;
