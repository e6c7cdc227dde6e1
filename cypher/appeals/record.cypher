// Writes an appeal down, with the signals that held the account in its ring when it was banned, the strongest first; how many these are.
// $id, $item; $appeal: {ticket, reason, by}, $at epoch ms; $change: id of the change; $most signals
MATCH (i:BanItem {id: $item})
MATCH (b:BanBatch {id: i.batch})
CREATE (a:Appeal {id: $id})-[:AGAINST]->(i)
SET a += $appeal, a.state = 'open', a.at = datetime({epochMillis: $at}), a.version = 1, a.change = $change
WITH a, i, b
CALL (i, b) {
  MATCH (i)-[:ABOUT]->(:Account)-[membership:MEMBER_OF]->(ring:Ring {id: i.ring, run: b.run})
  RETURN membership.signals[..$most] AS keys
}
UNWIND keys AS key
MATCH (s:Signal {key: key})
MERGE (a)-[:DOUBTS]->(s)
RETURN count(s) AS doubts
