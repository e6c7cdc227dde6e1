// Locks what a case is about for the rest of the transaction: which unfinished case has it already?
// $ref, $kind, $subject: its id; $id: the case that is being opened, $unfinished list of statuses
MERGE (s:CaseSubject {ref: $ref})
  ON CREATE SET s.kind = $kind, s.id = $subject
SET s.locked = true
REMOVE s.locked
WITH s
MATCH (c:Case)-[:ABOUT]->(s)
WHERE c.status IN $unfinished AND c.id <> $id
RETURN c.id AS id
ORDER BY c.openedAt, id
LIMIT 1
