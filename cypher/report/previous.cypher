// Which run was published before this one? No row where it is the first.
// $run
MATCH (run:Run {id: $run})
MATCH (earlier:Run)
WHERE earlier.startedAt < run.startedAt AND earlier.state = 'published'
RETURN earlier.id AS id, earlier.finishedAt AS finishedAt, earlier.counts AS counts
ORDER BY earlier.startedAt DESC, earlier.id
LIMIT 1;
