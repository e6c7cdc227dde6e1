// Replaces what was said in appeals.
// $rows: {id, ticket, reason, said}
UNWIND $rows AS row
MATCH (a:Appeal {id: row.id})
SET a.ticket = row.ticket, a.reason = row.reason, a.said = row.said
