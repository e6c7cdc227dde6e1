// Writes alerts of a run. Needs the lock.
// $rows list of {id, rule, ruleName, kind, ring, run, size, score, text, at, state}, at epoch ms, state 'sent'|'held'
UNWIND $rows AS row
CREATE (a:Alert {
  id: row.id, rule: row.rule, ruleName: row.ruleName, kind: row.kind, ring: row.ring, run: row.run, size: toInteger(row.size),
  score: toFloat(row.score), text: row.text, at: datetime({epochMillis: row.at}), state: row.state})
