// Which entries of the allow-list does a back-test leave out?
// $id
MATCH (t:BackTest {id: $id})
MATCH (t)-[:LEAVES_OUT]->(a:Allowance)
RETURN a.id AS id, a.kind AS kind, a.target AS target
ORDER BY id
