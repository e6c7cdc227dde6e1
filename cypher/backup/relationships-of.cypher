// What begins at these nodes? The other end by all properties that may be part of a key.
// $keys of nodes, $names of properties
UNWIND $keys AS key
MATCH (n:%%LABEL%% {%%KEY%%: key})-[r]->(t)
RETURN key, type(r) AS type, labels(t) AS labels, [name IN $names | t[name]] AS names, properties(r) AS properties
