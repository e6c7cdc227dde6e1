// Notes which accounts a draft leaves out, and why.
// $batch, $at (epoch ms); $rows list of {id, account, why, detail, by, ring, rings, strength, bits, reason}
MATCH (b:BanBatch {id: $batch})
UNWIND $rows AS row
CREATE (b)-[:LEAVES_OUT]->(e:BanExclusion {id: row.id, batch: $batch})
SET e += row, e.at = datetime({epochMillis: $at})
WITH e, row
MATCH (a:Account {id: row.account})
CREATE (e)-[:ABOUT]->(a)
