// How does the job that erases by age stand? No row before the first.
MATCH (j:RetentionJob {name: 'retention'})
RETURN j.job AS job
