// What does an estimate of the collateral go by, account by account?
// $batch, $published: run that readers see, or ''
MATCH (i:BanItem)
WHERE i.batch = $batch AND i.seq >= 0
OPTIONAL MATCH (i)-[:ABOUT]->(a:Account)
RETURN i.account AS account, i.ring AS ring, i.strength AS strength, i.alone AS alone, coalesce(a.createdAt, a.firstSeen) AS since,
  [name IN keys(a) WHERE name STARTS WITH 'attr_' | {name: substring(name, 5), value: a[name]}] AS attributes,
  EXISTS { MATCH (a)-[:MEMBER_OF]->(ring:Ring) WHERE ring.run = $published } AS inARing,
  EXISTS { MATCH (a)<-[:ALLOWS]-(:Allowance) } AS wasAllowed,
  EXISTS { MATCH (a)<-[:ABOUT]-(other:BanItem) WHERE other.batch <> $batch AND other.state IN ['undoing', 'undoSent', 'undone', 'undoFailed'] } AS wasUndone
