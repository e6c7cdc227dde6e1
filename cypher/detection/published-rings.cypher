// Which accounts were in which ring of this run, and in which campaign was it? Lineage compares the new rings with these.
// $run id
MATCH (r:Ring)
WHERE r.run = $run AND r.score >= 0
RETURN r.id AS id, r.campaign AS campaign, COLLECT { MATCH (a:Account)-[:MEMBER_OF]->(r) RETURN a.id } AS accounts
