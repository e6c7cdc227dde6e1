// Which signals does an account show, in order of their keys?
// $account; $type ('' for any); $after: key of the last one already seen; $limit
MATCH (account:Account {id: $account})-[observation]->(signal:Signal)
WHERE signal.key > $after AND ($type = '' OR signal.type = $type)
WITH signal, observation ORDER BY signal.key LIMIT toInteger($limit)
RETURN signal.key AS key, signal.type AS type, signal.hint AS hint, observation.first AS first, observation.last AS last,
  observation.count AS count, size(observation.windows) AS windows,
  COUNT { (signal)<-[:%%RELATIONSHIPS%%]-() } AS accounts,
  CASE WHEN coalesce(signal.class, signal.asn, signal.country) IS NULL THEN null
    ELSE signal {.class, .asn, .country} END AS network
ORDER BY key;
