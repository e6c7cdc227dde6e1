// Forgets that a draft leaves accounts out, and says what it knew of them.
// $batch; $accounts, or null for all; $why: the reasons that are forgotten
MATCH (e:BanExclusion)
WHERE e.batch = $batch AND e.account >= '' AND ($accounts IS NULL OR e.account IN $accounts) AND e.why IN $why
WITH e, e {.account, .ring, .rings, .strength, .bits, .reason, .why, .detail, .by} AS row
DETACH DELETE e
RETURN row.account AS account, row.ring AS ring, row.rings AS rings, row.strength AS strength, row.bits AS bits, row.reason AS reason,
  row.why AS why, row.detail AS detail, row.by AS by
