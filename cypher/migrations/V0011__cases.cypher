// Cases: (:Case {id, title, status, priority, assignee, dueAt, openedAt, openedBy, version, …}). What a case is about is a (:CaseSubject {ref, kind, id}) that
// all cases about it share: (:Case)-[:ABOUT {by, at}]->(:CaseSubject)-[:IS]->(:Account|:Signal). A ring is a node per run, so of a ring ABOUT keeps the
// run and the size that the case has spoken of. Everything that happened is a (:CaseEvent {case, seq}), never changed; notes and frozen evidence are
// nodes of their own, never changed either. A duplicate leads to the case that goes on by MERGED_INTO.
CREATE CONSTRAINT case_id IF NOT EXISTS FOR (c:Case) REQUIRE c.id IS UNIQUE;
CREATE INDEX case_status IF NOT EXISTS FOR (c:Case) ON (c.status);
CREATE CONSTRAINT case_subject_ref IF NOT EXISTS FOR (s:CaseSubject) REQUIRE s.ref IS UNIQUE;
CREATE INDEX case_subject_kind IF NOT EXISTS FOR (s:CaseSubject) ON (s.kind);
CREATE CONSTRAINT case_event_case_seq IF NOT EXISTS FOR (e:CaseEvent) REQUIRE (e.case, e.seq) IS UNIQUE;
CREATE CONSTRAINT case_note_id IF NOT EXISTS FOR (n:CaseNote) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT evidence_snapshot_id IF NOT EXISTS FOR (s:EvidenceSnapshot) REQUIRE s.id IS UNIQUE;
