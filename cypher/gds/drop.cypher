// Takes a graph out of the server's memory, if it is there.
// $name
CALL gds.graph.drop($name, false) YIELD graphName
RETURN graphName AS name;
