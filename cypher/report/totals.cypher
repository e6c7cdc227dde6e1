// How many rings and memberships does a run have in the graph now, and what do they come to?
// $run
MATCH (ring:Ring)
WHERE ring.run = $run AND ring.size >= 0
RETURN count(ring) AS rings, sum(COUNT { (ring)<-[:MEMBER_OF]-() }) AS members, sum(ring.requests) AS requests,
  max(ring.size) AS largest, min(ring.firstSeen) AS firstSeen, max(ring.lastSeen) AS lastSeen;
