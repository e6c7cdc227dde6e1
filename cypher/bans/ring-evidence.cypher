// All evidence of a ring that its run kept.
// $run, $ring
MATCH (ring:Ring {id: $ring, run: $run})-[evidence:EVIDENCED_BY]->(signal:Signal)
RETURN signal.key AS key, evidence.bits AS bits, evidence.members AS members
