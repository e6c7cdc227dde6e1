// Links a case with an account. No row where there is none.
// $id of the case, $target id of the account, $by, $at epoch ms
MATCH (c:Case {id: $id})
MATCH (account:Account {id: $target})
MERGE (s:CaseSubject {ref: 'account:' + $target})
  ON CREATE SET s.kind = 'account', s.id = $target
MERGE (s)-[:IS]->(account)
MERGE (c)-[about:ABOUT]->(s)
  ON CREATE SET about.by = $by, about.at = datetime({epochMillis: $at})
RETURN s.id AS id
