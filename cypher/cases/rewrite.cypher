// Replaces papers of cases. Of frozen evidence the hash stays that of what was frozen; rehash is that of what is left.
// $titles, $notes: {id, text}; $events: {id, seq, text}; $snapshots: {id, text, rehash, targets: names → what stands for them}
CALL () {
  UNWIND $titles AS row
  MATCH (c:Case {id: row.id})
  SET c.title = row.text
}
CALL () {
  UNWIND $notes AS row
  MATCH (n:CaseNote {id: row.id})
  SET n.text = row.text
}
CALL () {
  UNWIND $events AS row
  MATCH (e:CaseEvent {case: row.id, seq: row.seq})
  SET e.facts = row.text
}
CALL () {
  UNWIND $snapshots AS row
  MATCH (s:EvidenceSnapshot {id: row.id})
  SET s.content = row.text, s.rehash = row.rehash, s.target = coalesce(row.targets[s.target], s.target)
}
