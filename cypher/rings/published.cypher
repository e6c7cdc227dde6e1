// Which run do readers see? No row before the first detection was published.
MATCH (pointer:Published {name: 'rings'})
MATCH (run:Run {id: pointer.run})
RETURN run.id AS id, run.startedAt AS startedAt, run.finishedAt AS finishedAt,
  coalesce(pointer.erased, 0) AS erased;
