// Which rings of a run are some accounts in?
// $run, $accounts
UNWIND $accounts AS id
MATCH (a:Account {id: id})-[membership:MEMBER_OF]->(ring:Ring)
WHERE ring.run = $run
RETURN a.id AS account, ring.id AS ring, membership.strength AS strength, membership.bits AS bits
