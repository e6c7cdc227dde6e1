// Writes an entry of the allow-list, if its version is still the one that the caller saw (0 for none). No row where it is not.
// $id; $version; $entry: {kind, target, code, reason, by, at, until, withdrawnAt}, the last three epoch ms or null
MERGE (a:Allowance {id: $id})
  ON CREATE SET a.version = 0
SET a.locked = true
REMOVE a.locked
WITH a
WHERE a.version = $version
SET a.version = $version + 1, a.kind = $entry.kind, a.target = $entry.target, a.code = $entry.code, a.reason = $entry.reason, a.by = $entry.by,
  a.at = datetime({epochMillis: $entry.at}),
  a.until = CASE WHEN $entry.until IS NULL THEN null ELSE datetime({epochMillis: $entry.until}) END,
  a.withdrawnAt = CASE WHEN $entry.withdrawnAt IS NULL THEN null ELSE datetime({epochMillis: $entry.withdrawnAt}) END
RETURN a.version AS version
