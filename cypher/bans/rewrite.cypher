// Replaces texts of batches.
// $batches: {id, title, reason, source, header}; $approvals: {id, reason}; $items: {id, reason, detail}; $exclusions: {id, detail}
CALL () {
  UNWIND $batches AS row
  MATCH (b:BanBatch {id: row.id})
  SET b.title = row.title, b.reason = row.reason, b.source = row.source, b.header = row.header
}
CALL () {
  UNWIND $approvals AS row
  MATCH (a:BanApproval {id: row.id})
  SET a.reason = row.reason
}
CALL () {
  UNWIND $items AS row
  MATCH (i:BanItem {id: row.id})
  SET i.reason = row.reason, i.detail = row.detail
}
CALL () {
  UNWIND $exclusions AS row
  MATCH (e:BanExclusion {id: row.id})
  SET e.detail = row.detail
}
