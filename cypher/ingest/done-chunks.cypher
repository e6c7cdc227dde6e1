// Which of these chunks are already in the graph, and what did they hold?
// $keys list of chunk keys
UNWIND $keys AS key
MATCH (c:BatchChunk {key: key})
RETURN c.key AS key, c.accepted AS accepted, c.observations AS observations
