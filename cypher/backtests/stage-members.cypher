// Ties rings of a back-test to their accounts. An account that was erased meanwhile is passed over.
// $rows list of {ring, account}
UNWIND $rows AS row
MATCH (r:BackTestRing {id: row.ring})
MATCH (a:Account {id: row.account})
MERGE (r)-[:FOUND]->(a)
