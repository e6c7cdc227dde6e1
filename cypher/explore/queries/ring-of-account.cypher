// The ring of an account: with whom does it share what?
// The ring that holds the account, what holds it there, and the 200 members that share most of that with it. Only the account itself
// when it is in no ring of the published run.
// $account: an account's id, set before:
// :param account => 'acct_c355i7z'
MATCH (account:Account {id: $account})
OPTIONAL MATCH (pointer:Published {name: 'rings'})
OPTIONAL MATCH (account)-[membership:MEMBER_OF]->(ring:Ring) WHERE ring.run = pointer.run
WITH account, membership, ring ORDER BY membership.strength DESC LIMIT 1
CALL (account, membership, ring) {
  OPTIONAL MATCH (ring)<-[other:MEMBER_OF]-(:Account)
  WITH account, membership, other, [key IN other.signals WHERE key IN membership.signals[..40]][..4] AS keys
  WHERE size(keys) > 0
  WITH account, other, keys, startNode(other) = account AS itself
  ORDER BY itself DESC, size(keys) DESC, other.strength DESC LIMIT 201
  WITH other, startNode(other) AS member, keys
  UNWIND keys AS key
  MATCH (signal:Signal {key: key})
  MATCH (member)-[observation]->(signal)
  RETURN other, member, collect(observation) AS observations, collect(signal) AS signals
  UNION
  RETURN null AS other, account AS member, [] AS observations, [] AS signals
}
RETURN account, ring, other AS membership, member, observations, signals
