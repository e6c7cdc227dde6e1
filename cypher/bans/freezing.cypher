// Which batches are being frozen by nobody any more?
// $before (epoch ms): the last sign of life is older
MATCH (b:BanBatch)
WHERE b.state = 'freezing' AND b.freezingAt < datetime({epochMillis: $before})
RETURN b.id AS id
ORDER BY id
