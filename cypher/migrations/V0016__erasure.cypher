// What stands for an account that was erased: (:Tombstone {ref, at, code, reason, by, times, gone}), ref a keyed fingerprint as in the audit trail.
// (:RetentionJob {name, …}) is the place and the lock of the job that erases by age. Erasing asks which files were written, by action.
CREATE CONSTRAINT tombstone_ref IF NOT EXISTS FOR (t:Tombstone) REQUIRE t.ref IS UNIQUE;
CREATE INDEX tombstone_at IF NOT EXISTS FOR (t:Tombstone) ON (t.at);
CREATE CONSTRAINT retention_job_name IF NOT EXISTS FOR (j:RetentionJob) REQUIRE j.name IS UNIQUE;
CREATE INDEX audit_entry_action IF NOT EXISTS FOR (e:AuditEntry) ON (e.action);
