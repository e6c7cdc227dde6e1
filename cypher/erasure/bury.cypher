// Puts a stone where each account was; one that was erased before, and began anew, has one already. One with a reason that somebody wrote can be found
// by that (:WrittenTombstone), since it may name others: those of the job that erases by age are many, and name nobody.
// $rows: {ref, gone: JSON text}; $at epoch ms, $code, $reason, $by texts; $written: whether somebody wrote the reason
UNWIND $rows AS row
MERGE (t:Tombstone {ref: row.ref})
  ON CREATE SET t.times = 0
SET t.at = datetime({epochMillis: $at}), t.code = $code, t.reason = $reason, t.by = $by, t.gone = row.gone, t.times = t.times + 1
FOREACH (_ IN CASE WHEN $written THEN [1] ELSE [] END | SET t:WrittenTombstone)
