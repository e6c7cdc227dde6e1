// Writes down that the run has nothing left in the graph but itself.
// $run id
MATCH (r:Run {id: $run})
OPTIONAL MATCH (r)-[c:CLASSED]->(:Signal)
DELETE c
WITH DISTINCT r
SET r.staged = 0
