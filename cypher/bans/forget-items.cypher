// Forgets who stands on a list and why; place, state and the hash of the line stay. What was not sent is not, and what was sent waits for no answer:
// nobody could be named in it.
// $accounts: ids; $erased: what stands for a reason
UNWIND $accounts AS id
MATCH (a:Account {id: id})
MATCH (a)<-[:ABOUT]-(i:BanItem)
SET i.account = null, i.line = null, i.reason = $erased, i.detail = null,
  i.state = CASE WHEN i.state IN ['pending', 'sent', 'failed'] THEN 'skipped' WHEN i.state IN ['undoing', 'undoSent'] THEN 'undoFailed' ELSE i.state END
RETURN count(i) AS items
