// What was said of some batches, in order of time.
// $ids of batches
UNWIND $ids AS id
MATCH (:BanBatch {id: id})-[:APPROVED_BY]->(a:BanApproval)
RETURN a.batch AS batch, a.by AS by, a.name AS name, a.verdict AS verdict, a.reason AS reason, a.at AS at
ORDER BY at, by
