// One receiver, with how much waits for it.
// $id
MATCH (r:Receiver {id: $id})
RETURN r.id AS id, r.name AS name, r.kind AS kind, r.url AS url, r.folder AS folder, r.format AS format, r.topics AS topics, r.secrets AS secrets,
  r.oldSecretUntil AS oldSecretUntil, r.by AS by, r.at AS at, r.createdAt AS createdAt, r.withdrawnAt AS withdrawnAt, r.version AS version,
  COUNT { MATCH (d:Delivery) WHERE d.receiver = r.id AND d.state = 'pending' } AS pending,
  COUNT { MATCH (d:Delivery) WHERE d.receiver = r.id AND d.state = 'dead' } AS dead
