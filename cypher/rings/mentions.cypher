// Which decisions on rings name one of these in their reason?
// $names
MATCH (d:Decision)
WHERE d.ring > '' AND d.seq > 0 AND any(name IN $names WHERE d.reason CONTAINS name)
RETURN d.ring AS ring, d.seq AS seq, d.reason AS reason
