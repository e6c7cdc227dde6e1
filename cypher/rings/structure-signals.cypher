// By which signals are some rings held, the strongest first? As lists side by side, a row a ring. Signals are named by the server's
// internal id here, as in structure-members.
// $run, $rings (ids)
UNWIND range(0, size($rings) - 1) AS place
MATCH (ring:Ring {id: $rings[place], run: $run})-[evidence:EVIDENCED_BY]->(signal:Signal)
WITH place, evidence, signal
ORDER BY place, evidence.bits * evidence.members DESC, signal.key
RETURN place, collect(id(signal)) AS ids, collect(signal.key) AS keys, collect(signal.type) AS types,
  collect(evidence.bits) AS bits, collect(evidence.accounts) AS accounts
ORDER BY place;
