// Which runs were there, newest first? One page after a place in that order.
// Looked at are the runs first and then the pointer to one of them, as in get-run.
// $beforeTime epoch ms and $beforeId: the last run of the page before (a far future and '' for the first). $limit rows
MATCH (r:Run)
WHERE r.startedAt <= datetime({epochMillis: $beforeTime})
  AND (r.startedAt < datetime({epochMillis: $beforeTime}) OR r.id < $beforeId)
WITH r
ORDER BY r.startedAt DESC, r.id DESC
LIMIT toInteger($limit)
WITH collect(r {.id, .state, .stage, .progress, .startedAt, .finishedAt, .trigger, .kind, .why, .startedBy, .cancelledBy, .config,
  .counts, .hash, .engineVersion, .error}) AS runs
OPTIONAL MATCH (p:Published {name: 'rings'})
UNWIND runs AS run
RETURN run {.*, published: run.state = 'published' AND run.id = p.run} AS run
