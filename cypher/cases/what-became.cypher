// What has become of a ring between two published runs? The size that it has in the later one, and all rings that its accounts went on in.
// $ring; $from, $run: ids of the runs
OPTIONAL MATCH (own:Ring {id: $ring, run: $run})
CALL () {
  OPTIONAL MATCH path = (:Ring {id: $ring, run: $from})-[:SUCCEEDED_BY*1..20]->(next:Ring)
  WHERE next.run = $run
  UNWIND relationships(path) AS step
  WITH next, collect(DISTINCT step.how) AS how
  RETURN collect({id: next.id, size: next.size, how: how}) AS successors
}
RETURN own.size AS own, successors
