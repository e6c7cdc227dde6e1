// Locks the job that erases by age until this transaction ends, and makes its place where there is none; how it stands. Times are epoch ms.
MERGE (j:RetentionJob {name: 'retention'})
SET j.touched = true
REMOVE j.touched
RETURN j.job AS job
