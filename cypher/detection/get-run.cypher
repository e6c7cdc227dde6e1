// How is this run?
// Looked at is the run first and then the pointer to it: Neo4j reads what is committed as it goes, and the other way round a run
// that is being published was seen to be published and not shown.
// $run id
MATCH (r:Run {id: $run})
WITH r {.id, .state, .stage, .progress, .startedAt, .finishedAt, .trigger, .kind, .why, .startedBy, .cancelledBy, .config,
  .counts, .hash, .engineVersion, .error} AS run
OPTIONAL MATCH (p:Published {name: 'rings'})
RETURN run {.*, published: run.state = 'published' AND run.id = p.run} AS run
