// Which signals tie a ring together, the strongest first?
// $run, $ring, $limit
MATCH (ring:Ring {id: $ring, run: $run})-[evidence:EVIDENCED_BY]->(signal:Signal)
RETURN signal.key AS key, signal.type AS type, signal.hint AS hint,
  evidence.bits AS bits, evidence.members AS members, evidence.accounts AS accounts
ORDER BY bits * members DESC, key
LIMIT toInteger($limit);
