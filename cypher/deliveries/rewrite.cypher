// Replaces messages.
// $rows: {id, subject, body, bytes}
UNWIND $rows AS row
MATCH (d:Delivery {id: row.id})
SET d.subject = row.subject, d.body = row.body, d.bytes = coalesce(row.bytes, d.bytes)
