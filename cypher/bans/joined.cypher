// Which accounts do rings hold in a run that a batch neither lists nor leaves out?
// $batch, $run, $rings (ids), $limit
UNWIND $rings AS id
MATCH (ring:Ring {id: id, run: $run})<-[membership:MEMBER_OF]-(a:Account)
WHERE NOT EXISTS { MATCH (a)<-[:ABOUT]-(n:BanItem|BanExclusion) WHERE n.batch = $batch }
RETURN a.id AS account, ring.id AS ring, membership.strength AS strength, membership.bits AS bits
ORDER BY strength DESC, account
LIMIT $limit
