// Locks an appeal for the rest of the transaction: how does it stand, and who had a hand in the list of the ban? No row for one that is not there.
// $id
MATCH (a:Appeal {id: $id})
SET a.locked = true
REMOVE a.locked
WITH a
MATCH (a)-[:AGAINST]->(i:BanItem)
MATCH (b:BanBatch {id: i.batch})
RETURN a.state AS state, a.version AS version, a.change AS change, i.id AS item, i.batch AS batch, i.account AS account, b.authors AS authors
