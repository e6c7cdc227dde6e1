// What begins at these rings? The other end by all properties that may be part of a key.
// $run, $rings ids, $names of properties
UNWIND $rings AS ring
MATCH (:Ring {id: ring, run: $run})-[r]->(t)
RETURN ring AS key, type(r) AS type, labels(t) AS labels, [name IN $names | t[name]] AS names, properties(r) AS properties
