// Two accounts: what do they share?
// Signals that both leave (up to 100, the rarest first), prefixes in which both have an address of their own (up to 20), and the rings of the
// published run that hold both. Only the two accounts when they share nothing.
// $account, $otherAccount: two accounts' ids, set before:
// :param account => 'acct_c355i7z'
// :param otherAccount => 'acct_cwpco63'
MATCH (one:Account {id: $account})
MATCH (other:Account {id: $otherAccount})
CALL (one, other) {
  MATCH (one)-[mine]->(signal:Signal)
  MATCH (other)-[theirs]->(signal)
  WITH mine, theirs, signal, COUNT { (signal)<--() } AS width ORDER BY width, signal.key LIMIT 100
  RETURN [mine, theirs] AS ties, [signal] AS between
  UNION
  MATCH (one)-[:CONNECTED_FROM]->(ip:Ip)-[:IN_PREFIX]->(prefix:IpPrefix)
  WITH one, other, prefix, min(ip.key) AS key ORDER BY prefix.cidr
  WITH one, other, collect([prefix.cidr, key]) AS mine
  MATCH (other)-[:CONNECTED_FROM]->(ip:Ip)-[:IN_PREFIX]->(prefix:IpPrefix)
  WITH one, other, prefix, mine, min(ip.key) AS theirs ORDER BY prefix.cidr
  UNWIND [pair IN mine WHERE pair[0] = prefix.cidr AND pair[1] <> theirs] AS pair
  WITH one, other, prefix, pair[1] AS near, theirs LIMIT 20
  UNWIND [[one, near], [other, theirs]] AS side
  WITH prefix, side[0] AS account, side[1] AS key
  MATCH (ip:Signal {key: key})
  MATCH (account)-[seen:CONNECTED_FROM]->(ip)-[inside:IN_PREFIX]->(prefix)
  RETURN [seen, inside] AS ties, [ip, prefix] AS between
  UNION
  MATCH (pointer:Published {name: 'rings'})
  MATCH (one)-[mine:MEMBER_OF]->(ring:Ring {run: pointer.run})
  MATCH (other)-[theirs:MEMBER_OF]->(ring)
  RETURN [mine, theirs] AS ties, [ring] AS between
  UNION
  RETURN [] AS ties, [] AS between
}
RETURN one, other, ties, between
