// What is known of one signal, and what does the published run hold of it if it is a hub?
// $key
MATCH (signal:Signal {key: $key})
OPTIONAL MATCH (signal)-[:IN_PREFIX]->(prefix:IpPrefix)
OPTIONAL MATCH (pointer:Published {name: 'rings'})
OPTIONAL MATCH (signal)<-[classed:CLASSED]-(run:Run)
WHERE run.id = pointer.run
RETURN signal.key AS key, signal.type AS type, signal.hint AS hint, signal.firstSeen AS firstSeen,
  signal.lastSeen AS lastSeen, prefix.cidr AS prefix, classed.class AS hub,
  COUNT { (signal)<-[:%%RELATIONSHIPS%%]-() } AS accounts
LIMIT 1;
