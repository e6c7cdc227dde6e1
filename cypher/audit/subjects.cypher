// Notes what is behind fingerprints of entries; not of an account that was erased and has not begun anew.
// $rows list of {ref, id}
UNWIND $rows AS row
OPTIONAL MATCH (t:Tombstone {ref: row.ref})
OPTIONAL MATCH (a:Account {id: row.id})
WITH row
WHERE t IS NULL OR a IS NOT NULL
MERGE (s:AuditSubject {ref: row.ref})
  ON CREATE SET s.id = row.id
