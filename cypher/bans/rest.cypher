// Sets whether a batch has something left to be done.
// $batch; $attention
MATCH (b:BanBatch {id: $batch})
SET b.attention = CASE WHEN $attention THEN true END
