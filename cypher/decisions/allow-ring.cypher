// Binds an entry of the allow-list to the accounts that its ring has in the published run; how many they are.
// $id of the entry, $target id of the ring
MATCH (a:Allowance {id: $id})
MATCH (pointer:Published {name: 'rings'})
MATCH (ring:Ring {id: $target, run: pointer.run})
MATCH (target:Account)-[:MEMBER_OF]->(ring)
MERGE (a)-[:ALLOWS]->(target)
RETURN count(*) AS bound
