// Appeals that were overturned: whose bans, and which signals do runs count for less since?
// The 25 that were overturned last, each with the ban and the account, up to six signals that it speaks against, and of these the ring of the published
// run that rests on them most.
MATCH (appeal:Appeal)
WHERE appeal.state = 'overturned'
WITH appeal ORDER BY appeal.decidedAt DESC, appeal.id LIMIT 25
OPTIONAL MATCH (pointer:Published {name: 'rings'})
MATCH (appeal)-[against:AGAINST]->(item:BanItem)
OPTIONAL MATCH (item)-[about:ABOUT]->(account:Account)
CALL (appeal) {
  MATCH (appeal)-[doubts:DOUBTS]->(signal:Signal)
  WITH doubts, signal ORDER BY signal.key LIMIT 6
  RETURN collect(doubts) AS doubts, collect(signal) AS signals
}
CALL (signals, pointer) {
  UNWIND signals AS signal
  MATCH (signal)<-[evidence:EVIDENCED_BY]-(ring:Ring)
  WHERE ring.run = pointer.run
  WITH evidence, ring ORDER BY evidence.bits * evidence.members DESC, ring.id LIMIT 1
  RETURN collect(evidence) AS evidence, collect(ring) AS rings
}
RETURN appeal, against, item, about, account, doubts, signals, evidence, rings
