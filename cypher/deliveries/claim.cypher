// Takes deliveries that are due, the longest due first, at most $perReceiver at work for one receiver: slow ones do not hold up the others.
// $now and $until epoch ms: when the lease runs out; $most; $perReceiver; $busy: {receiver id: how many are at work}
MATCH (r:Receiver)
CALL (r) {
  MATCH (d:Delivery)
  WHERE d.receiver = r.id AND d.state = 'pending' AND d.nextAt <= datetime({epochMillis: $now})
  RETURN d ORDER BY d.nextAt LIMIT $perReceiver
}
WITH r, d ORDER BY d.nextAt
WITH r, collect(d) AS due
UNWIND due[0..$perReceiver - coalesce($busy[r.id], 0)] AS d
WITH r, d ORDER BY d.nextAt LIMIT $most
SET d.locked = true
REMOVE d.locked
WITH r, d
// Read anew under the lock: d.nextAt itself would be what the index said before it.
WHERE properties(d).state = 'pending' AND properties(d).nextAt <= datetime({epochMillis: $now})
SET d.nextAt = datetime({epochMillis: $until}), d.claim = d.claim + 1, d.attempts = d.attempts + 1
RETURN d.id AS id, d.topic AS topic, d.type AS type, d.subject AS subject, d.body AS body, d.attempts AS attempts, d.claim AS claim,
  d.createdAt AS createdAt, r.id AS receiver, r.kind AS kind, r.url AS url, r.folder AS folder, r.format AS format, r.secrets AS secrets,
  r.oldSecretUntil AS oldSecretUntil, r.withdrawnAt AS withdrawnAt
