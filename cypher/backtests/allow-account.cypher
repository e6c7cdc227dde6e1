// A back-test allows an account beside the allow-list; how many accounts that is.
// $id of the back-test, $target id of the account
MATCH (t:BackTest {id: $id})
MATCH (a:Account {id: $target})
MERGE (t)-[:ALLOWS {kind: 'account', target: ''}]->(a)
RETURN count(*) AS bound
