// Takes a link of a case away. No row where it has none.
// $id of the case, $ref of what it is about
MATCH (c:Case {id: $id})-[about:ABOUT]->(s:CaseSubject {ref: $ref})
DELETE about
RETURN s.id AS id
