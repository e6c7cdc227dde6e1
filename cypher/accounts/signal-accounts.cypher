// Which accounts show a signal, in order of their ids?
// $key; $after: id of the last account already seen; $limit
MATCH (signal:Signal {key: $key})<-[observation:%%RELATIONSHIPS%%]-(account:Account)
WHERE account.id > $after
WITH account, observation ORDER BY account.id LIMIT toInteger($limit)
RETURN account.id AS id, account.createdAt AS createdAt, account.requests AS requests, account.status AS status,
  observation.first AS first, observation.last AS last, observation.count AS count
ORDER BY id;
