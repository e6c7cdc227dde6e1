// The canary of a batch is answered; from now on it is watched.
// $batch; $at epoch ms
MATCH (b:BanBatch {id: $batch})
SET b.quietSince = datetime({epochMillis: $at})
