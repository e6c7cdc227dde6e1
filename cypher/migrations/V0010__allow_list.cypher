// What may be: (:Allowance {id, kind, target, code, reason, by, at, until, version, withdrawnAt})-[:ALLOWS]->(:Account|:Signal). One node for each
// account, signal or ring that was ever allowed; of a ring, ALLOWS leads to the accounts that it had then.
CREATE CONSTRAINT allowance_id IF NOT EXISTS FOR (a:Allowance) REQUIRE a.id IS UNIQUE;
CREATE INDEX allowance_at IF NOT EXISTS FOR (a:Allowance) ON (a.at);
