// A ring is a node per run: (id, run). The id is kept from run to run by lineage; a run's rings are written under the
// run's id and become visible in one switch, when (:Published {name: 'rings'}) is pointed at that run.
CREATE CONSTRAINT run_id IF NOT EXISTS FOR (r:Run) REQUIRE r.id IS UNIQUE;
CREATE INDEX run_started_at IF NOT EXISTS FOR (r:Run) ON (r.startedAt);
CREATE CONSTRAINT ring_id_run IF NOT EXISTS FOR (r:Ring) REQUIRE (r.id, r.run) IS UNIQUE;
CREATE INDEX ring_run_score IF NOT EXISTS FOR (r:Ring) ON (r.run, r.score);
CREATE INDEX ring_run_size IF NOT EXISTS FOR (r:Ring) ON (r.run, r.size);
CREATE CONSTRAINT decision_ring_seq IF NOT EXISTS FOR (d:Decision) REQUIRE (d.ring, d.seq) IS UNIQUE;
CREATE CONSTRAINT lease_name IF NOT EXISTS FOR (l:Lease) REQUIRE l.name IS UNIQUE;
CREATE CONSTRAINT published_name IF NOT EXISTS FOR (p:Published) REQUIRE p.name IS UNIQUE;
