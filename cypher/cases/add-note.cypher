// Adds a note to a case.
// $id of the case; $note id, $text, $by, $at epoch ms
MATCH (c:Case {id: $id})
CREATE (c)-[:HAS_NOTE]->(:CaseNote {id: $note, text: $text, by: $by, at: datetime({epochMillis: $at})})
