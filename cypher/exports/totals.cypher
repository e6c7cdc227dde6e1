// How many rings and memberships does a run have in the graph now? Both only ever shrink once it is published.
// 0.1 s for 10,000 rings: the degree of a large ring is kept with it.
// $run
MATCH (ring:Ring)
WHERE ring.run = $run AND ring.size >= 0
RETURN count(ring) AS rings, sum(COUNT { (ring)<-[:MEMBER_OF]-() }) AS members;
