// Adds what happened to a case's history. Needs the lock of cases/lock.
// $id; $change: id of the change, by which a try that comes again is known; $by, $at (epoch ms); $rows list of {seq, action, facts: JSON text}, $version: seq of the last
MATCH (c:Case {id: $id})
SET c.version = $version, c.change = $change, c.changedAt = datetime({epochMillis: $at})
WITH c
UNWIND $rows AS row
CREATE (:CaseEvent {case: c.id, seq: row.seq, at: datetime({epochMillis: $at}), by: $by, action: row.action, facts: row.facts})
