// Writes rings of a back-test, which nobody reads before it is done.
// $id of the back-test. $rows list of {id, ring, side, score, size, summary, published}
MATCH (t:BackTest {id: $id})
UNWIND $rows AS row
MERGE (r:BackTestRing {id: row.id})
  ON CREATE SET r.ring = row.ring, r.side = row.side, r.score = toFloat(row.score), r.size = toInteger(row.size), r.summary = row.summary,
    r.published = row.published
MERGE (t)-[:REPORTED]->(r)
