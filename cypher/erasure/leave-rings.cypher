// Counts these accounts out of their rings, of all runs that are kept: a ring's size stays what its run found. $published: whether readers see one.
// $accounts: ids
UNWIND $accounts AS id
MATCH (a:Account {id: id})
MATCH (a)-[m:MEMBER_OF]->(r:Ring)
WITH r, count(m) AS left
SET r.erased = coalesce(r.erased, 0) + left
WITH sum(left) AS memberships, collect(DISTINCT r.run) AS runs
OPTIONAL MATCH (p:Published {name: 'rings'})
RETURN memberships, coalesce(p.run IN runs, false) AS published
