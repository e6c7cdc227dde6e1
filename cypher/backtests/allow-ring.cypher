// A back-test allows the accounts that a ring has in the published run; how many they are.
// $id of the back-test, $target id of the ring
MATCH (t:BackTest {id: $id})
MATCH (pointer:Published {name: 'rings'})
MATCH (ring:Ring {id: $target, run: pointer.run})
MATCH (a:Account)-[:MEMBER_OF]->(ring)
MERGE (t)-[:ALLOWS {kind: 'ring', target: $target}]->(a)
RETURN count(*) AS bound
