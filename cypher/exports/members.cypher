// The next accounts of some rings: ring by ring, the most strongly held first, equal ones by id.
// Keeps $limit of them at a time, so that a ring of any size costs the server little memory.
// $run, $rings (ids, in order), $minStrength; $afterPlace (index in $rings, -1 at first), $after (strength), $afterId: the last
// account already seen; $limit; $reasons: evidence signals of each
UNWIND range(CASE WHEN $afterPlace < 0 THEN 0 ELSE $afterPlace END, size($rings) - 1) AS place
MATCH (ring:Ring {id: $rings[place], run: $run})<-[membership:MEMBER_OF]-(account:Account)
WHERE membership.strength >= $minStrength AND (
  place > $afterPlace OR membership.strength < $after OR (membership.strength = $after AND account.id > $afterId))
WITH place, account, membership
ORDER BY place, membership.strength DESC, account.id
LIMIT toInteger($limit)
RETURN place, account.id AS account, membership.strength AS strength, membership.bits AS bits,
  membership.signals[..toInteger($reasons)] AS reasons, size(membership.signals) AS evidenceCount,
  account.createdAt AS createdAt, account.firstSeen AS firstSeen, account.lastSeen AS lastSeen,
  account.requests AS requests, account.status AS status
ORDER BY place, strength DESC, account.id;
