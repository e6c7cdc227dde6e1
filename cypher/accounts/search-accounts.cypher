// Which accounts' ids begin with this text? An exact match comes first.
// $text, $limit
MATCH (account:Account)
WHERE account.id STARTS WITH $text
RETURN account.id AS id, account.createdAt AS createdAt, account.requests AS requests, account.status AS status
ORDER BY id
LIMIT toInteger($limit);
