// Which other accounts share signals with an account? Signals on more than $hubDegree accounts are not followed.
// $account; $signals: how many of its signals are looked at, the last seen first; $hubDegree;
// $after (shared signals, or null), $afterId: the last account already seen; $limit
MATCH (account:Account {id: $account})-[observation]->(signal:Signal)
WITH account, signal ORDER BY observation.last DESC, signal.key LIMIT toInteger($signals)
WHERE 1 < COUNT { (signal)<-[:%%RELATIONSHIPS%%]-() } <= $hubDegree
MATCH (signal)<-[:%%RELATIONSHIPS%%]-(other:Account)
WHERE other <> account
WITH other, signal ORDER BY signal.key
WITH other, count(*) AS shared, collect(signal {.key, .type, .hint})[..20] AS signals
WHERE $after IS NULL OR shared < $after OR (shared = $after AND other.id > $afterId)
RETURN other.id AS id, other.createdAt AS createdAt, other.requests AS requests, other.status AS status, shared, signals
ORDER BY shared DESC, id
LIMIT toInteger($limit);
