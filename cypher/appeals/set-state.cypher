// Sets what came of an appeal. Needs its lock.
// $id; $set: {state, code, said, decidedBy, change}; $at epoch ms, null where the decision was taken back
MATCH (a:Appeal {id: $id})
SET a += $set, a.version = a.version + 1,
  a.decidedAt = CASE WHEN $at IS NULL THEN null ELSE datetime({epochMillis: $at}) END
RETURN a.version AS version
