// Writes a step of accounts of a batch that this transaction holds.
// $from: the state that they were in; $rows: {id, state, detail or null, delivery or null, leaseUntil epoch ms or null}
UNWIND $rows AS row
MATCH (i:BanItem {id: row.id})
WHERE i.state = $from
SET i.state = row.state, i.detail = row.detail, i.delivery = row.delivery,
  i.dueAt = CASE WHEN row.state IN ['sent', 'undoSent'] THEN i.dueAt END,
  i.leases = CASE WHEN row.leaseUntil IS NULL THEN null ELSE coalesce(i.leases, 0) + 1 END,
  i.leaseUntil = CASE WHEN row.leaseUntil IS NULL THEN null ELSE datetime({epochMillis: row.leaseUntil}) END
