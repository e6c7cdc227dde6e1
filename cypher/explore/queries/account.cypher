// One account: what does it leave behind, and who else leaves the same?
// Up to ten signals of each type, those seen most first, with the prefix of each address. Of signals on 50 accounts at
// most the first three others (wider ones are not followed).
// $account: an account's id, set before:
// :param account => 'acct_c355i7z'
MATCH (account:Account {id: $account})
CALL (account) {
  MATCH (account)-[observation]->(signal:Signal)
  WITH observation, signal ORDER BY observation.count DESC, signal.key
  WITH signal.type AS type, collect([observation, signal])[..10] AS most ORDER BY type
  UNWIND most AS seen
  WITH seen LIMIT 55
  RETURN seen[0] AS observation, seen[1] AS signal
}
CALL (account, signal) {
  OPTIONAL MATCH (signal)<-[sighting]-(other:Account)
  WHERE other <> account AND COUNT { (signal)<--() } <= 50
  WITH sighting, other ORDER BY other.id LIMIT 3
  RETURN collect(sighting) AS sightings, collect(other) AS others
}
OPTIONAL MATCH network = (signal)-[:IN_PREFIX]->(:IpPrefix)
RETURN account, observation, signal, sightings, others, network
