// Writes what became of accounts that were sent to be banned, and with it the status of the account. One that is to be let go by now goes on to that.
// $batch; $rows: {id, outcome, detail, unsure}; $at epoch ms. Returns the ids of those that were waiting for it.
UNWIND $rows AS row
MATCH (i:BanItem {id: row.id})
WHERE i.batch = $batch AND i.state = 'sent'
OPTIONAL MATCH (i)-[:ABOUT]->(a:Account)
WITH i, a, row, coalesce(i.undo, false) AS undo
SET i.detail = row.detail, i.unsure = CASE WHEN row.unsure THEN true END, i.leaseUntil = null, i.settledAt = datetime({epochMillis: $at}),
  i.state = CASE WHEN undo AND (row.outcome = 'done' OR row.unsure) THEN 'undoing' ELSE row.outcome END,
  i.dueAt = CASE WHEN undo AND (row.outcome = 'done' OR row.unsure) THEN datetime({epochMillis: $at}) END,
  i.statusBefore = CASE WHEN row.outcome = 'done' THEN a.status END
FOREACH (_ IN CASE WHEN row.outcome = 'done' AND a IS NOT NULL THEN [1] ELSE [] END | SET a.status = 'banned')
RETURN i.id AS id
