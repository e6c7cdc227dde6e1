// Somebody has looked at what came of a batch so far: its limits count from here.
// $batch; $done, $failed, $appeals so far
MATCH (b:BanBatch {id: $batch})
SET b.baseDone = $done, b.baseFailed = $failed, b.baseAppeals = $appeals
