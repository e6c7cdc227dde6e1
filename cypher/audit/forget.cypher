// Forgets what is behind these fingerprints.
// $refs list of texts
UNWIND $refs AS ref
MATCH (s:AuditSubject {ref: ref})
DELETE s
RETURN count(*) AS forgotten
