// How many events does each account have? Every chunk of ingest that touches an account adds to it, so it tells whether the account
// was changed since it was read.
// $after id, $limit int
MATCH (a:Account)
WHERE a.id > $after
WITH a ORDER BY a.id LIMIT $limit
RETURN collect(a.id) AS ids, collect(coalesce(a.events, 0)) AS events
