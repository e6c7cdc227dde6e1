// Which graphs in memory were left behind by runs that were ended in the middle?
// $prefix of their names; $staleSeconds: those at least so old
CALL gds.graph.list() YIELD graphName, creationTime
WHERE graphName STARTS WITH $prefix AND creationTime <= datetime() - duration({seconds: toInteger($staleSeconds)})
RETURN graphName AS name;
