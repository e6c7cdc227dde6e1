// Which of these rings share half of themselves, or half of the other, with a ring that was dismissed? The one that they share most with.
// $run id, $rings list of ids
UNWIND $rings AS id
MATCH (r:Ring {id: id, run: $run})
MATCH (a:Account)-[:MEMBER_OF]->(r)
MATCH (d:DecidedRing)-[:HAD]->(a)
WHERE d.ring <> id
WITH id, r, d, count(*) AS shared
WHERE shared * 2 >= r.size OR shared * 2 >= d.size
WITH id, d ORDER BY id, shared DESC, d.ring
RETURN id, head(collect(d.ring)) AS twin
