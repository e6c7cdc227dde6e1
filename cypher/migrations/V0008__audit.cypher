// The audit trail: (:AuditEntry {seq, id, at, actor…, action, targets, before, after, previous, hash, seal}), numbered from 1 without gaps and
// chained by hashes. (:AuditHead {name, seq, hash}) is its end and the lock under which it grows. (:AuditSubject {ref, id}) is what is behind
// the fingerprint of an account, a signal or a value, so that it can be forgotten while the trail stays whole.
CREATE CONSTRAINT audit_entry_seq IF NOT EXISTS FOR (e:AuditEntry) REQUIRE e.seq IS UNIQUE;
CREATE INDEX audit_entry_id IF NOT EXISTS FOR (e:AuditEntry) ON (e.id);
CREATE CONSTRAINT audit_head_name IF NOT EXISTS FOR (h:AuditHead) REQUIRE h.name IS UNIQUE;
CREATE CONSTRAINT audit_subject_ref IF NOT EXISTS FOR (s:AuditSubject) REQUIRE s.ref IS UNIQUE;
