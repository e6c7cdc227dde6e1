// Two rings: which evidence have both, and how near are they to each other?
// Up to 50 signals that are evidence of both rings, each with up to two members of either ring that leave it, and the eight
// strongest signals that each ring has for itself.
// $ring, $otherRing: two rings' ids, set before:
// :param ring => 'ring_q2hbjbahybbl'
// :param otherRing => 'ring_xg34cg6ucjiy'
MATCH (pointer:Published {name: 'rings'})
MATCH (one:Ring {id: $ring, run: pointer.run})
MATCH (other:Ring {id: $otherRing, run: pointer.run})
CALL (one, other) {
  MATCH (one)-[mine:EVIDENCED_BY]->(signal:Signal)
  MATCH (other)-[theirs:EVIDENCED_BY]->(signal)
  WITH mine, theirs, signal ORDER BY mine.bits + theirs.bits DESC, signal.key LIMIT 50
  WITH collect(signal.key) AS shared, collect([mine, theirs, signal]) AS both
  CALL (one, other, both) {
    UNWIND both AS tie
    WITH one, other, tie[0] AS mine, tie[1] AS theirs, tie[2] AS signal
    CALL (one, other, signal) {
      UNWIND [one, other] AS ring
      CALL (ring, signal) {
        MATCH (ring)<-[membership:MEMBER_OF]-(member:Account)
        WHERE signal.key IN membership.signals
        WITH membership, member, signal LIMIT 2
        MATCH (member)-[observation]->(signal)
        RETURN membership, member, observation
      }
      RETURN collect(membership) + collect(observation) AS sightings, collect(member) AS members
    }
    RETURN [mine, theirs] + sightings AS ties, [signal] + members AS between
    UNION
    UNWIND [one, other] AS ring
    CALL (ring, both) {
      MATCH (ring)-[evidence:EVIDENCED_BY]->(signal:Signal)
      WHERE NOT signal IN [tie IN both | tie[2]]
      RETURN evidence, signal ORDER BY evidence.bits * evidence.members DESC, signal.key LIMIT 8
    }
    RETURN [evidence] AS ties, [signal] AS between
  }
  RETURN ties, between
}
RETURN one, other, ties, between
