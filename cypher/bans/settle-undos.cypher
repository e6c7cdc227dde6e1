// Writes what became of accounts that were sent to be let go, and gives the account the status that it had.
// $batch; $rows: {id, outcome, detail}; $at epoch ms. Returns the ids of those that were waiting for it.
UNWIND $rows AS row
MATCH (i:BanItem {id: row.id})
WHERE i.batch = $batch AND i.state = 'undoSent'
OPTIONAL MATCH (i)-[:ABOUT]->(a:Account)
SET i.detail = row.detail, i.leaseUntil = null, i.settledAt = datetime({epochMillis: $at}), i.dueAt = null,
  i.state = CASE WHEN row.outcome = 'done' THEN 'undone' ELSE 'undoFailed' END
FOREACH (_ IN CASE WHEN row.outcome = 'done' AND a IS NOT NULL AND i.statusBefore IS NOT NULL THEN [1] ELSE [] END |
  SET a.status = i.statusBefore)
RETURN i.id AS id
