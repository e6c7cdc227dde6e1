// The batch with the most accounts on its list
MATCH (drawn:BanBatch) WHERE drawn.createdAt >= datetime({epochMillis: 0})
RETURN drawn.id AS batch ORDER BY drawn.items DESC, drawn.id LIMIT 1
