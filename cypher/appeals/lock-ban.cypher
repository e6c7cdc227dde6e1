// Locks the newest ban of an account that was carried out, or is being, for the rest of the transaction: is an appeal against it open? No row without such a ban.
// $account; $batch: '' for any; $states of bans that can be appealed against
MATCH (:Account {id: $account})<-[:ABOUT]-(i:BanItem)
WHERE i.state IN $states AND ($batch = '' OR i.batch = $batch)
MATCH (b:BanBatch {id: i.batch})
WITH i, b ORDER BY b.createdAt DESC, i.id LIMIT 1
SET i.appealed = true
REMOVE i.appealed
WITH i
RETURN i.id AS item, i.batch AS batch, COLLECT { MATCH (i)<-[:AGAINST]-(a:Appeal) WHERE a.state = 'open' RETURN a.id }[0] AS open
