// What is behind these fingerprints? No row for what was forgotten.
// $refs list of texts
UNWIND $refs AS ref
MATCH (s:AuditSubject {ref: ref})
RETURN s.ref AS ref, s.id AS id
