// Adds entries to the trail and moves its end, under the lock of audit/lock.
// $seq, $hash: of the last of them; $rows list of {seq, id, at: epoch ms, actorKind, actorId, actorName, from, request, action, targets: list of texts,
// before and after: JSON text or null, previous, hash, seal}
MATCH (h:AuditHead {name: 'audit'})
SET h.seq = $seq, h.hash = $hash
WITH h
UNWIND $rows AS row
CREATE (e:AuditEntry)
SET e = row, e.at = datetime({epochMillis: row.at})
