// A batch is held, or goes on: for how long it was held, ms. Its times move on by as much.
// $batch; $at epoch ms; $held
MATCH (b:BanBatch {id: $batch})
WITH b, CASE WHEN $held OR b.heldAt IS NULL THEN 0 ELSE $at - b.heldAt.epochMillis END AS ms
SET b.heldAt = CASE WHEN $held THEN datetime({epochMillis: $at}) END, b.attention = true,
  b.waveAt = b.waveAt + duration({milliseconds: ms}), b.quietSince = b.quietSince + duration({milliseconds: ms})
RETURN ms
