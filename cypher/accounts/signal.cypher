// What is known of one signal, and what does the published run hold of it if it is a hub?
// $key
MATCH (signal:Signal {key: $key})
OPTIONAL MATCH (signal)-[:IN_PREFIX]->(prefix:IpPrefix)
OPTIONAL MATCH (system:Asn {number: signal.asn})
OPTIONAL MATCH (pointer:Published {name: 'rings'})
OPTIONAL MATCH (signal)<-[classed:CLASSED]-(run:Run)
WHERE run.id = pointer.run
RETURN signal.key AS key, signal.type AS type, signal.hint AS hint, signal.firstSeen AS firstSeen,
  signal.lastSeen AS lastSeen, prefix.cidr AS prefix, classed.class AS hub,
  CASE WHEN coalesce(signal.class, signal.asn, signal.country) IS NULL THEN null
    ELSE signal {.class, .asn, .country, asName: system.name, lists: coalesce(signal.lists, [])} END AS network,
  COUNT { (signal)<-[:%%RELATIONSHIPS%%]-() } AS accounts
LIMIT 1;
