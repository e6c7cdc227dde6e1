// Puts a stone where each account was; one that was erased before, and began anew, has one already.
// $rows: {ref, gone: JSON text}; $at epoch ms, $code, $reason, $by texts
UNWIND $rows AS row
MERGE (t:Tombstone {ref: row.ref})
  ON CREATE SET t.times = 0
SET t.at = datetime({epochMillis: $at}), t.code = $code, t.reason = $reason, t.by = $by, t.gone = row.gone, t.times = t.times + 1
