// Batches that have something left to be done.
MATCH (b:BanBatch {attention: true})
RETURN b.id AS id
ORDER BY id
