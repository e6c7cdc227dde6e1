// Links a case with a signal. No row where there is none.
// $id of the case, $target key of the signal, $by, $at epoch ms
MATCH (c:Case {id: $id})
MATCH (signal:Signal {key: $target})
MERGE (s:CaseSubject {ref: 'signal:' + $target})
  ON CREATE SET s.kind = 'signal', s.id = $target
MERGE (s)-[:IS]->(signal)
MERGE (c)-[about:ABOUT]->(s)
  ON CREATE SET about.by = $by, about.at = datetime({epochMillis: $at})
RETURN s.id AS id
