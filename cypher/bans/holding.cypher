// Which batches in these states have one of these accounts on their list?
// $accounts: ids; $states
UNWIND $accounts AS id
MATCH (a:Account {id: id})
MATCH (a)<-[:ABOUT]-(i:BanItem)<-[:LISTS]-(b:BanBatch)
WHERE b.state IN $states
RETURN a.id AS account, b.id AS batch
ORDER BY account, batch
