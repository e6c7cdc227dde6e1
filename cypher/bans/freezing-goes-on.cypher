// A sign of life of whoever freezes a batch. No row where it is no longer being frozen.
// $id, $at (epoch ms)
MATCH (b:BanBatch {id: $id})
WHERE b.state = 'freezing'
SET b.freezingAt = datetime({epochMillis: $at})
RETURN b.id AS id
