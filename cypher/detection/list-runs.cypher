// Which runs were there, newest first? One page after a place in that order.
// $beforeTime epoch ms and $beforeId: the last run of the page before (a far future and '' for the first). $limit rows
OPTIONAL MATCH (p:Published {name: 'rings'})
MATCH (r:Run)
WHERE r.startedAt <= datetime({epochMillis: $beforeTime})
  AND (r.startedAt < datetime({epochMillis: $beforeTime}) OR r.id < $beforeId)
WITH r, p
ORDER BY r.startedAt DESC, r.id DESC
LIMIT toInteger($limit)
RETURN r {.id, .state, .stage, .progress, .startedAt, .finishedAt, .trigger, .kind, .why, .startedBy, .cancelledBy, .config,
  .counts, .hash, .engineVersion, .error, published: r.id = p.run} AS run
