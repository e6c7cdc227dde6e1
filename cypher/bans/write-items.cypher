// Puts accounts on the list of a draft. They are in the graph.
// $batch; $rows list of {id, seq, account, ring, rings, strength, bits, reason}
MATCH (b:BanBatch {id: $batch})
UNWIND $rows AS row
MATCH (a:Account {id: row.account})
CREATE (b)-[:LISTS]->(i:BanItem {id: row.id, batch: $batch, state: 'pending'})-[:ABOUT]->(a)
SET i += row
RETURN count(*) AS written
