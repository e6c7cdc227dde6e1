// Which signals of an account are hubs, too widely shared to follow?
// $account, $signals, $hubDegree (as in shared), $limit
MATCH (account:Account {id: $account})-[observation]->(signal:Signal)
WITH signal, observation ORDER BY observation.last DESC, signal.key LIMIT toInteger($signals)
WITH signal, COUNT { (signal)<-[:%%RELATIONSHIPS%%]-() } AS accounts
WHERE accounts > $hubDegree
RETURN signal.key AS key, signal.type AS type, signal.hint AS hint, accounts
ORDER BY accounts DESC, key
LIMIT toInteger($limit);
