// Writes campaigns under a run that nobody reads yet, and ties its rings to them.
// $run id. $rows list of {id, rings, accounts, score, bits, firstSeen, lastSeen, requests, summary, evidence}; rings a list of ids, times in
//   epoch seconds, evidence JSON text
UNWIND $rows AS row
CREATE (c:Campaign {
  id: row.id, run: $run, rings: size(row.rings), accounts: toInteger(row.accounts), score: toFloat(row.score),
  bits: toFloat(row.bits), firstSeen: datetime({epochSeconds: toInteger(row.firstSeen)}),
  lastSeen: datetime({epochSeconds: toInteger(row.lastSeen)}), requests: toInteger(row.requests), summary: row.summary,
  evidence: row.evidence})
WITH c, row
UNWIND row.rings AS ring
MATCH (r:Ring {id: ring, run: $run})
SET r.campaign = c.id
CREATE (r)-[:PART_OF]->(c)
