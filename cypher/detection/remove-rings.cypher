// Removes some rings of a run that nobody reads any more.
// $run id, $rings list of ids
UNWIND $rings AS ring
MATCH (r:Ring {id: ring, run: $run})
DETACH DELETE r
