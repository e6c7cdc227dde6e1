// Marks one account of a batch to be let go, for whoever carries the batch out. What is with a receiver is let go when it has answered.
// $batch, $account, $at epoch ms
MATCH (:Account {id: $account})<-[:ABOUT]-(i:BanItem)
WHERE i.batch = $batch AND i.state IN ['sent', 'done', 'undoFailed']
MATCH (b:BanBatch {id: $batch})
SET i.undo = true, b.attention = true,
  i.dueAt = CASE WHEN i.state = 'sent' THEN i.dueAt ELSE datetime({epochMillis: $at}) END,
  i.state = CASE WHEN i.state = 'sent' THEN 'sent' ELSE 'undoing' END
RETURN i.state AS state
