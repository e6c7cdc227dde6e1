// By what did a run judge, and until when (epoch seconds) did it read? No row for a run that is not kept.
// $run
MATCH (run:Run {id: $run})
WHERE run.state = 'published'
RETURN run.basis AS basis, run.config AS config, run.startedAt.epochSeconds AS until;
