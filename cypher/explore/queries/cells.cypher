// The cells of a ring: which parts of it hang together more closely, and what has each for itself?
// Up to twelve cells with their 15 strongest members, and up to four signals of each that most of the ring's members who have them are in that cell. Members in no
// cell stand beside them. A ring without cells is shown with its strongest members alone.
// $ring: a ring's id, set before:
// :param ring => 'ring_q2hbjbahybbl'
MATCH (pointer:Published {name: 'rings'})
MATCH (ring:Ring {id: $ring, run: pointer.run})
CALL (ring) {
  MATCH (ring)<-[membership:MEMBER_OF]-(member:Account)
  WITH membership, member ORDER BY membership.strength DESC, member.id
  WITH coalesce(membership.cell, 0) AS cell, collect([membership, member])[..15] AS most ORDER BY cell LIMIT 13
  RETURN cell, most
}
CALL (ring) {
  MATCH (ring)<-[membership:MEMBER_OF]-(:Account)
  UNWIND membership.signals AS key
  WITH key, coalesce(membership.cell, 0) AS part, count(*) AS members
  WITH key, sum(members) AS shown, collect([part, members]) AS parts
  UNWIND parts AS each
  WITH key, shown, each[0] AS part, each[1] AS members
  WHERE part > 0 AND members > 1 AND 2 * members > shown
  WITH part, key, members ORDER BY members DESC, key
  WITH part, collect(key)[..4] AS keys
  RETURN collect([part, keys]) AS own
}
WITH ring, cell, most, [each IN own WHERE each[0] = cell | each[1]][0] AS keys
CALL (most, keys) {
  UNWIND keys AS key
  MATCH (signal:Signal {key: key})
  UNWIND most AS each
  WITH signal, each[1] AS member
  MATCH (member)-[observation]->(signal)
  RETURN collect(observation) AS observations, collect(DISTINCT signal) AS signals
}
RETURN ring, cell, [each IN most | each[0]] AS memberships, [each IN most | each[1]] AS members, observations, signals
