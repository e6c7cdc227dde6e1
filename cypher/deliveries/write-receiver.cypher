// Writes a receiver, if its version is still the one that the caller saw (0 for none). No row where it is not.
// $id; $version; $entry: {name, kind, url, folder, format, topics, secrets, oldSecretUntil, by, at, createdAt, withdrawnAt}, times epoch ms or null
MERGE (r:Receiver {id: $id})
  ON CREATE SET r.version = 0
SET r.locked = true
REMOVE r.locked
WITH r
WHERE r.version = $version
SET r.version = $version + 1, r.name = $entry.name, r.kind = $entry.kind, r.url = $entry.url, r.folder = $entry.folder, r.format = $entry.format,
  r.topics = $entry.topics, r.secrets = $entry.secrets, r.by = $entry.by,
  r.at = datetime({epochMillis: $entry.at}), r.createdAt = datetime({epochMillis: $entry.createdAt}),
  r.oldSecretUntil = CASE WHEN $entry.oldSecretUntil IS NULL THEN null ELSE datetime({epochMillis: $entry.oldSecretUntil}) END,
  r.withdrawnAt = CASE WHEN $entry.withdrawnAt IS NULL THEN null ELSE datetime({epochMillis: $entry.withdrawnAt}) END
RETURN r.version AS version
