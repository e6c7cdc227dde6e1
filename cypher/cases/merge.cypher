// A duplicate goes on in another case, which takes over what it is about. Needs the locks of both.
// $id of the duplicate, $into id of the other
MATCH (c:Case {id: $id})
MATCH (other:Case {id: $into})
MERGE (c)-[:MERGED_INTO]->(other)
SET c.status = 'merged', c.outcome = null, c.closedAt = null
WITH c, other
MATCH (c)-[about:ABOUT]->(s:CaseSubject)
MERGE (other)-[taken:ABOUT]->(s)
  ON CREATE SET taken = properties(about)
