// Replaces texts of batches.
// $batches: {id, title, reason, source}; $approvals, $items: {id, reason}
CALL () {
  UNWIND $batches AS row
  MATCH (b:BanBatch {id: row.id})
  SET b.title = row.title, b.reason = row.reason, b.source = row.source
}
CALL () {
  UNWIND $approvals AS row
  MATCH (a:BanApproval {id: row.id})
  SET a.reason = row.reason
}
CALL () {
  UNWIND $items AS row
  MATCH (i:BanItem {id: row.id})
  SET i.reason = row.reason
}
