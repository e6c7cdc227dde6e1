// Next to a ring: which accounts outside share its evidence?
// Accounts that are in no ring of the published run and leave at least two of the ring's signals, the 60 that share most first. Signals on more than 300
// accounts are not followed. Nothing but the ring when nobody is near.
// $ring: a ring's id, set before:
// :param ring => 'ring_q2hbjbahybbl'
MATCH (pointer:Published {name: 'rings'})
MATCH (ring:Ring {id: $ring, run: pointer.run})
CALL (pointer, ring) {
  MATCH (ring)-[evidence:EVIDENCED_BY]->(signal:Signal)
  WHERE evidence.accounts <= 300
  MATCH (signal)<-[observation]-(near:Account)
  WHERE NOT EXISTS { MATCH (near)-[:MEMBER_OF]->(any:Ring) WHERE any.run = pointer.run }
  WITH near, evidence, signal, observation ORDER BY evidence.bits DESC, signal.key
  WITH near, sum(evidence.bits) AS bits, collect([evidence, signal, observation])[..8] AS ties
  WHERE size(ties) > 1
  WITH near, bits, ties ORDER BY bits DESC, near.id LIMIT 60
  RETURN near, [tie IN ties | tie[0]] AS evidence, [tie IN ties | tie[1]] AS signals, [tie IN ties | tie[2]] AS observations
  UNION
  RETURN null AS near, [] AS evidence, [] AS signals, [] AS observations
}
RETURN ring, near, evidence, signals, observations
