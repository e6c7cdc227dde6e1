// Takes these accounts off the lists of drafts.
// $accounts: ids
UNWIND $accounts AS id
MATCH (a:Account {id: id})
MATCH (a)<-[:ABOUT]-(i:BanItem)<-[:LISTS]-(b:BanBatch {state: 'draft'})
WITH b, collect(i) AS items
SET b.items = b.items - size(items)
WITH items, size(items) AS count
FOREACH (i IN items | DETACH DELETE i)
RETURN sum(count) AS items
