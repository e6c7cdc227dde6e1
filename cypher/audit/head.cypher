// Where does the trail end, by its own word? No parameters.
MATCH (h:AuditHead {name: 'audit'})
WHERE h.seq IS NOT NULL
RETURN h.seq AS seq, h.hash AS hash
