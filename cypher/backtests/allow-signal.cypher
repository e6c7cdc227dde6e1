// A back-test allows a signal beside the allow-list; how many signals that is.
// $id of the back-test, $target key of the signal
MATCH (t:BackTest {id: $id})
MATCH (s:Signal {key: $target})
MERGE (t)-[:ALLOWS {kind: 'signal', target: ''}]->(s)
RETURN count(*) AS bound
