// Which accounts are in a ring, the most strongly held first?
// $run, $ring; $after (strength or null), $afterId: the last member already seen; $limit; $signals: evidence of each
MATCH (ring:Ring {id: $ring, run: $run})<-[membership:MEMBER_OF]-(account:Account)
WHERE $after IS NULL OR membership.strength < $after OR (membership.strength = $after AND account.id > $afterId)
WITH account, membership
ORDER BY membership.strength DESC, account.id
LIMIT toInteger($limit)
RETURN account.id AS id, membership.strength AS strength, membership.bits AS bits, membership.cell AS cell,
  account.createdAt AS createdAt, account.firstSeen AS firstSeen, account.lastSeen AS lastSeen,
  account.requests AS requests, account.status AS status, size(membership.signals) AS evidenceCount,
  COLLECT {
    UNWIND range(0, size(membership.signals) - 1)[..toInteger($signals)] AS place
    MATCH (signal:Signal {key: membership.signals[place]})
    WITH signal, place ORDER BY place
    RETURN signal {.key, .type, .hint}
  } AS evidence
ORDER BY strength DESC, id;
