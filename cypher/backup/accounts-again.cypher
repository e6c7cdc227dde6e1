// The same of accounts by their ids, in order, so that locks are taken in one order.
// $ids
UNWIND $ids AS id
MATCH (a:Account {id: id})
SET a.touched = true
REMOVE a.touched
WITH a
RETURN a.id AS id, a.events AS events, labels(a) AS labels, properties(a) AS properties
ORDER BY id
