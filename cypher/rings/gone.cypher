// What became of a ring that the published run no longer has? A row for each kept run that knows it and each ring it
// went on in; none when no kept run knows it. A run that is being written is not seen.
// $run: the published run; $ring
MATCH (former:Ring)
WHERE former.id = $ring AND former.run <> $run
  AND EXISTS { MATCH (known:Run {id: former.run}) WHERE known.state = 'published' }
OPTIONAL MATCH (former)-[succession:SUCCEEDED_BY]->(next:Ring)
WHERE EXISTS { MATCH (known:Run {id: next.run}) WHERE known.state = 'published' }
RETURN former.run AS run, next.id AS id, next.run AS nextRun, succession.how AS how
ORDER BY run, id
LIMIT 50;
