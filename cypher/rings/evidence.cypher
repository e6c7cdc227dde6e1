// Which signals tie a ring together, the strongest first?
// $run, $ring, $limit
MATCH (ring:Ring {id: $ring, run: $run})-[evidence:EVIDENCED_BY]->(signal:Signal)
RETURN signal.key AS key, signal.type AS type, signal.hint AS hint,
  evidence.bits AS bits, evidence.members AS members, evidence.accounts AS accounts,
  CASE WHEN coalesce(signal.class, signal.asn, signal.country) IS NULL THEN null
    ELSE signal {.class, .asn, .country} END AS network
ORDER BY bits * members DESC, key
LIMIT toInteger($limit);
