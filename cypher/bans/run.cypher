// What does a manifest say of the run that it stands on?
// $run
MATCH (run:Run {id: $run})
RETURN run.id AS id, run.hash AS result, run.config AS configuration, run.engineVersion AS engineVersion
