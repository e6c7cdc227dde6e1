// A back-test leaves an entry of the allow-list out; no row where there is no such entry.
// $id of the back-test, $target id of the entry
MATCH (t:BackTest {id: $id})
MATCH (a:Allowance {id: $target})
MERGE (t)-[:LEAVES_OUT]->(a)
RETURN count(*) AS bound
