// Replaces reasons of decisions on rings.
// $rows: {ring, seq, reason}
UNWIND $rows AS row
MATCH (d:Decision {ring: row.ring, seq: row.seq})
SET d.reason = row.reason
