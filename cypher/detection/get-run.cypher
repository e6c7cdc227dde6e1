// How is this run?
// $run id
MATCH (r:Run {id: $run})
OPTIONAL MATCH (p:Published {name: 'rings'})
RETURN r {.id, .state, .stage, .progress, .startedAt, .finishedAt, .trigger, .kind, .why, .startedBy, .cancelledBy, .config,
  .counts, .hash, .engineVersion, .error, published: r.id = p.run} AS run
