// Writes down that a run begins. MERGE, since a try whose commit went unanswered comes again.
// $run id, $holder instance, $trigger 'api'|'cli'|'schedule', $by who asked, $config JSON text, $engineVersion text
MERGE (r:Run {id: $run})
  ON CREATE SET
    r.state = 'running',
    r.stage = 'waiting',
    r.progress = 0.0,
    r.staged = 0,
    r.startedAt = datetime.realtime(),
    r.holder = $holder,
    r.trigger = $trigger,
    r.startedBy = $by,
    r.config = $config,
    r.engineVersion = $engineVersion
RETURN r.id AS id
