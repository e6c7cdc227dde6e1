// One ring at a glance: who is in it, and what ties them together?
// Its strongest evidence: of each type five signals that some members share, and one that more than half of them share. Its 200
// strongest members, each with the strongest of those signals that hold it, one of each type.
// $ring: a ring's id, set before:
// :param ring => 'ring_q2hbjbahybbl'
MATCH (pointer:Published {name: 'rings'})
MATCH (ring:Ring {id: $ring, run: pointer.run})
CALL (ring) {
  MATCH (ring)-[evidence:EVIDENCED_BY]->(signal:Signal)
  WITH ring, evidence, signal ORDER BY evidence.bits * evidence.members DESC, signal.key
  WITH signal.type AS type, 2 * evidence.members > ring.size AS wide, collect([evidence, signal]) AS ties ORDER BY type, wide
  UNWIND CASE WHEN wide THEN ties[..1] ELSE ties[..5] END AS tie
  WITH tie LIMIT 90
  RETURN [each IN collect(tie) | each[0]] AS evidence, [each IN collect(tie) | each[1]] AS ties,
    [each IN collect(tie) | each[1].key] AS shown
}
CALL (ring) {
  MATCH (ring)<-[membership:MEMBER_OF]-(member:Account)
  RETURN membership, member ORDER BY membership.strength DESC, member.id LIMIT 200
}
CALL (member, membership, shown) {
  WITH member, [key IN membership.signals WHERE key IN shown] AS keys
  UNWIND range(0, size(keys) - 1) AS place
  MATCH (signal:Signal {key: keys[place]})
  MATCH (member)-[observation]->(signal)
  WITH observation, signal, place ORDER BY place
  WITH signal.type AS type, collect([observation, signal, place])[0] AS strongest
  WITH strongest[0] AS observation, strongest[1] AS signal ORDER BY strongest[2] LIMIT 6
  RETURN collect(observation) AS observations, collect(signal) AS signals
}
RETURN ring, evidence, ties, membership, member, observations, signals
