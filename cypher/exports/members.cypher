// The next accounts of some rings: ring by ring, the most strongly held first, equal ones by id; as columns of one row, since
// a record for each account took three times the time and memory of the reader. What is not known is $none (a number below
// every time) or ''.
// Keeps $limit of them at a time, so that a ring of any size costs the server little memory.
// $run, $rings (ids, in order), $minStrength; $afterPlace (index in $rings, -1 at first), $after (strength), $afterId: the last
// account already seen; $limit; $reasons: evidence signals of each; $none
UNWIND range(CASE WHEN $afterPlace < 0 THEN 0 ELSE $afterPlace END, size($rings) - 1) AS place
MATCH (ring:Ring {id: $rings[place], run: $run})<-[membership:MEMBER_OF]-(account:Account)
WHERE membership.strength >= $minStrength AND (
  place > $afterPlace OR membership.strength < $after OR (membership.strength = $after AND account.id > $afterId))
WITH place, account, membership
ORDER BY place, membership.strength DESC, account.id
LIMIT toInteger($limit)
RETURN collect(place) AS place, collect(account.id) AS account, collect(membership.strength) AS strength,
  collect(coalesce(membership.bits, 0.0)) AS bits, collect(coalesce(membership.cell, 0)) AS cell,
  collect(coalesce(membership.signals, [])[..toInteger($reasons)]) AS reasons,
  collect(size(coalesce(membership.signals, []))) AS evidenceCount,
  collect(coalesce(account.createdAt.epochMillis, $none)) AS createdAt,
  collect(coalesce(account.firstSeen.epochMillis, $none)) AS firstSeen,
  collect(coalesce(account.lastSeen.epochMillis, $none)) AS lastSeen,
  collect(coalesce(account.requests, 0)) AS requests, collect(coalesce(account.status, '')) AS status;
