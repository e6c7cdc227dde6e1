// Notes what somebody said of a frozen batch.
// $id of the batch; $approval {id, by, name, verdict, reason}; $at (epoch ms)
MATCH (b:BanBatch {id: $id})
MERGE (a:BanApproval {id: $approval.id})
  ON CREATE SET a += $approval, a.batch = $id, a.at = datetime({epochMillis: $at})
MERGE (b)-[:APPROVED_BY]->(a)
