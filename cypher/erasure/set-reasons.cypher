// Replaces reasons of erasures.
// $rows: {ref, reason}
UNWIND $rows AS row
MATCH (t:Tombstone {ref: row.ref})
SET t.reason = row.reason
