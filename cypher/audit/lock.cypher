// Locks the trail for the rest of the transaction: where does it end, and which of these entries are in it already? An end that lies behind
// the head's comes of a restored backup, whose head was read before its entries.
// $ids: ids of entries that are to be added
MERGE (h:AuditHead {name: 'audit'})
SET h.locked = true
REMOVE h.locked
WITH coalesce(h.seq, 0) AS seq, h.hash AS hash
CALL (seq) {
  OPTIONAL MATCH (e:AuditEntry)
  WHERE e.seq > seq
  RETURN e ORDER BY e.seq DESC LIMIT 1
}
CALL () {
  OPTIONAL MATCH (known:AuditEntry)
  WHERE known.id IN $ids
  RETURN collect(known.id) AS known
}
RETURN coalesce(e.seq, seq) AS seq, coalesce(e.hash, hash) AS hash, known
