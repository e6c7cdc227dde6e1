// Writes how a batch is carried out, as it begins.
// $batch; $plan JSON text; $seed; $receiver or null; $lastWave; $at epoch ms
MATCH (b:BanBatch {id: $batch})
SET b.plan = $plan, b.seed = $seed, b.receiver = $receiver, b.lastWave = $lastWave, b.startedAt = datetime({epochMillis: $at}), b.attention = true
