// Which signals tie these rings together? Their members' reasons are among them.
// $run, $rings (ids)
UNWIND range(0, size($rings) - 1) AS place
MATCH (ring:Ring {id: $rings[place], run: $run})-[evidence:EVIDENCED_BY]->(signal:Signal)
RETURN place, signal.key AS key, signal.type AS type, signal.hint AS hint,
  evidence.bits AS bits, evidence.members AS members;
