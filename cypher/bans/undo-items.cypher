// Marks accounts of a batch to be let go: those that were banned, those of which nobody knows, and those that could not be let go before. What is
// with a receiver is let go when it has answered.
// $batch; $accounts or null for all; $at epoch ms
MATCH (i:BanItem)
WHERE i.batch = $batch AND i.state IN ['sent', 'done', 'failed', 'undoFailed'] AND i.seq > 0 AND ($accounts IS NULL OR i.account IN $accounts)
  AND (i.state <> 'failed' OR i.unsure)
SET i.undo = true,
  i.dueAt = CASE WHEN i.state = 'sent' THEN i.dueAt ELSE datetime({epochMillis: $at}) END,
  i.state = CASE WHEN i.state = 'sent' THEN 'sent' ELSE 'undoing' END
RETURN count(*) AS undone
