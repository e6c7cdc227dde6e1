// Marks a batch as done and keeps its answer for replays. The first to finish is the one that is kept.
// $key text, $result JSON text, $now epoch ms
MATCH (b:Batch {key: $key})
WHERE b.state = 'open'
SET b.state = 'done', b.result = $result, b.finishedAt = datetime({epochMillis: $now})
