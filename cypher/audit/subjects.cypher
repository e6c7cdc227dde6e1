// Notes what is behind fingerprints of entries.
// $rows list of {ref, id}
UNWIND $rows AS row
MERGE (s:AuditSubject {ref: row.ref})
  ON CREATE SET s.id = row.id
