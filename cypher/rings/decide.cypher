// Append one decision on a ring, if the published run and the newest decision are still those that the caller saw.
// No row when they are not; of two at once, the unique constraint on (ring, seq) lets one through.
// $run, $ring, $version: sequence number of the newest decision seen, 0 for none; $state, $reason, $code or null, $by, $at (epoch ms)
MATCH (pointer:Published {name: 'rings'})
WHERE pointer.run = $run
MATCH (ring:Ring {id: $ring, run: pointer.run})
WHERE NOT EXISTS { MATCH (newer:Decision) WHERE newer.ring = $ring AND newer.seq > $version }
CREATE (decision:Decision {
  ring: ring.id, seq: toInteger($version) + 1, state: $state, reason: $reason, code: $code, by: $by,
  at: datetime({epochMillis: toInteger($at)})
})
RETURN decision.seq AS version, decision.state AS state, decision.reason AS reason, decision.code AS code, decision.by AS by, decision.at AS at;
