// Who moved between rings since the run before?
// Accounts that were in one ring in the last run before the published one and are in another ring now: up to eight for each pair of
// rings, the 25 pairs with most movers first. Nothing when nobody moved.
MATCH (pointer:Published {name: 'rings'})
MATCH (now:Run {id: pointer.run})
CALL (now) {
  MATCH (before:Run)
  WHERE before.startedAt < now.startedAt AND before.state = 'published'
  RETURN before ORDER BY before.startedAt DESC LIMIT 1
}
MATCH (ring:Ring) WHERE ring.run = now.id AND ring.score >= 0
MATCH (ring)<-[present:MEMBER_OF]-(account:Account)-[past:MEMBER_OF]->(former:Ring)
WHERE former.run = before.id AND former.id <> ring.id
WITH former, ring, past, present, account ORDER BY present.strength DESC, account.id
WITH former, ring, count(*) AS movers, collect([past, account, present])[..8] AS shown
ORDER BY movers DESC, former.id, ring.id LIMIT 25
OPTIONAL MATCH (former)-[step:SUCCEEDED_BY]->(ring)
RETURN former, ring, movers, step, [each IN shown | each[0]] AS past, [each IN shown | each[1]] AS accounts,
  [each IN shown | each[2]] AS present
