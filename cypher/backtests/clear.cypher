// Removes what a broken attempt has left of a back-test's rings; how many.
// $id, $limit rings
MATCH (t:BackTest {id: $id})
MATCH (t)-[:REPORTED]->(r:BackTestRing)
WITH r LIMIT toInteger($limit)
DETACH DELETE r
RETURN count(*) AS removed
