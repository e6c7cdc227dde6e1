// Replaces reasons of entries of the allow-list.
// $rows: {id, reason}
UNWIND $rows AS row
MATCH (a:Allowance {id: row.id})
SET a.reason = row.reason
