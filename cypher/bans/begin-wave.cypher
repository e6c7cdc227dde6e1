// Begins a wave of a batch.
// $batch; $wave; $at epoch ms
MATCH (b:BanBatch {id: $batch})
SET b.wave = $wave, b.waveAt = datetime({epochMillis: $at}), b.quietSince = null
