// Writes down how the job that erases by age stands; needs its lock.
// $job: JSON text; the rest for people who look at the graph: $state, $at epoch ms
MATCH (j:RetentionJob {name: 'retention'})
SET j.job = $job, j.state = $state, j.at = datetime({epochMillis: $at})
