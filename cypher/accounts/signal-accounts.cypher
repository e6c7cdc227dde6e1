// Which accounts show a signal, in order of their ids?
// $key; $after: id of the last account already seen; $limit
// The id is compared behind WITH: else the planner may walk through all accounts in order of id and ask each for the signal.
MATCH (signal:Signal {key: $key})
USING INDEX SEEK signal:Signal(key)
MATCH (signal)<-[observation:%%RELATIONSHIPS%%]-(account:Account)
WITH account, observation, account.id AS id
WHERE id > $after
WITH account, observation, id ORDER BY id LIMIT toInteger($limit)
RETURN id, account.createdAt AS createdAt, account.requests AS requests, account.status AS status,
  observation.first AS first, observation.last AS last, observation.count AS count
ORDER BY id;
