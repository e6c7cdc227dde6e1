// Accounts behind an id, each with a write lock on it until this transaction ends. A chunk of ingest, and a merge of templates,
// write to an account before they write what it shows, so what is read of these accounts from now on stands still.
// $after id, $limit int
MATCH (a:Account)
WHERE a.id > $after
WITH a ORDER BY a.id LIMIT $limit
SET a.touched = true
REMOVE a.touched
WITH a
RETURN a.id AS id, a.events AS events, labels(a) AS labels, properties(a) AS properties
ORDER BY id
