// Replaces names of rules, and those that alerts keep.
// $rules, $alerts: {id, name}
CALL () {
  UNWIND $rules AS row
  MATCH (r:AlertRule {id: row.id})
  SET r.name = row.name
}
CALL () {
  UNWIND $alerts AS row
  MATCH (a:Alert {id: row.id})
  SET a.ruleName = row.name
}
