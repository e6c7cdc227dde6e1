// Search by the beginning of a ring's id within one run: (id, run) cannot be sought by a prefix of the id and a run.
CREATE INDEX ring_run_id IF NOT EXISTS FOR (r:Ring) ON (r.run, r.id);
