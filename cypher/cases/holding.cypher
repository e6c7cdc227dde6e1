// Which unfinished cases are about these accounts, or about a ring of the published run that they are in?
// $accounts: ids; $unfinished: statuses
OPTIONAL MATCH (pointer:Published {name: 'rings'})
UNWIND $accounts AS id
MATCH (a:Account {id: id})
CALL (a, pointer) {
  MATCH (a)<-[:IS]-(:CaseSubject)<-[:ABOUT]-(c:Case)
  RETURN c
  UNION
  MATCH (a)-[:MEMBER_OF]->(ring:Ring)
  WHERE ring.run = pointer.run
  WITH 'ring:' + ring.id AS ref
  MATCH (s:CaseSubject {ref: ref})
  MATCH (s)<-[:ABOUT]-(c:Case)
  RETURN c
}
WITH a, c
WHERE c.status IN $unfinished
RETURN a.id AS account, c.id AS case
ORDER BY account, case
