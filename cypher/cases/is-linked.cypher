// Has a case this link, and how many has it?
// $id of the case, $ref of what it might be about
MATCH (c:Case {id: $id})
RETURN EXISTS { (c)-[:ABOUT]->(:CaseSubject {ref: $ref}) } AS linked, COUNT { (c)-[:ABOUT]->() } AS links
