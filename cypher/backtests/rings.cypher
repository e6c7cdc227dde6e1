// Which rings did one side of a back-test report, and who is in them?
// $id, $side 'tested'|'live'
MATCH (t:BackTest {id: $id})
MATCH (t)-[:REPORTED]->(r:BackTestRing)
WHERE r.side = $side
RETURN r.ring AS id, r.score AS score, r.summary AS summary, r.published AS published,
  COLLECT { MATCH (r)-[:FOUND]->(a:Account) RETURN a.id } AS accounts
