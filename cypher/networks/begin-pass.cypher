// Begins to class all addresses anew, or goes on where it was left. No row while another instance is at it, or has just done it.
// $digest of the lists, $holder, $ttl milliseconds of silence after which another instance may take it over
MERGE (t:NetworkTable {name: 'networks'})
  ON CREATE SET t.digest = ''
SET t.lookedAt = timestamp()
WITH t, coalesce(t.sought, '-') = $digest AS goesOn
WHERE (t.holder IS NULL OR t.holder = $holder OR t.until < timestamp())
  AND (t.digest <> $digest OR t.sought IS NOT NULL OR coalesce(t.mixed, false))
SET t.holder = $holder, t.until = timestamp() + $ttl, t.sought = $digest,
  t.cursor = CASE WHEN goesOn THEN t.cursor ELSE 'ip:' END, t.mixed = goesOn AND coalesce(t.mixed, false)
RETURN t.cursor AS cursor
