// Keeps evidence with a case as it is now.
// $id of the case; $snapshot: {id, kind, target, run, content: canonical JSON text, hash, by}, $at epoch ms
MATCH (c:Case {id: $id})
CREATE (c)-[:HAS_SNAPSHOT]->(s:EvidenceSnapshot {id: $snapshot.id})
SET s = $snapshot, s.at = datetime({epochMillis: $at})
