// Which accounts do some rings of a run hold?
// $run, $rings (ids), $minStrength, $limit
UNWIND $rings AS id
MATCH (ring:Ring {id: id, run: $run})<-[membership:MEMBER_OF]-(a:Account)
WHERE membership.strength >= $minStrength
RETURN a.id AS account, ring.id AS ring, membership.strength AS strength, membership.bits AS bits
LIMIT $limit
