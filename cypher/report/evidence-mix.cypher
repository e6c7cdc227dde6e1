// Which types of signals tie the rings of a run, with how many bits over all members (the first one of a signal ties nobody)?
// $run
MATCH (ring:Ring)
WHERE ring.run = $run AND ring.size >= 0
MATCH (ring)-[evidence:EVIDENCED_BY]->(signal:Signal)
WITH ring, signal, evidence
ORDER BY ring.id, signal.key
RETURN signal.type AS type, count(DISTINCT signal) AS signals, count(DISTINCT ring) AS rings,
  sum(evidence.bits * (evidence.members - 1)) AS bits
ORDER BY bits DESC, type;
