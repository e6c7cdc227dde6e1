// Back-tests: (:BackTest {id, state, …})-[:REPORTED]->(:BackTestRing {id, side, …})-[:FOUND]->(:Account), apart from the rings that people work on;
// what one allows beside the allow-list, (:BackTest)-[:ALLOWS {kind, target}]->(:Account|:Signal), and what of it it leaves out,
// (:BackTest)-[:LEAVES_OUT]->(:Allowance). (:EngineVersion {version, overrides, …})-[:FROM]->(:BackTest) is what stands over the file's configuration
// of the engine: the newest is in force, and none is ever changed.
CREATE CONSTRAINT back_test_id IF NOT EXISTS FOR (t:BackTest) REQUIRE t.id IS UNIQUE;
CREATE INDEX back_test_created_at IF NOT EXISTS FOR (t:BackTest) ON (t.createdAt);
CREATE INDEX back_test_state IF NOT EXISTS FOR (t:BackTest) ON (t.state);
CREATE CONSTRAINT back_test_ring_id IF NOT EXISTS FOR (r:BackTestRing) REQUIRE r.id IS UNIQUE;
CREATE CONSTRAINT engine_version IF NOT EXISTS FOR (v:EngineVersion) REQUIRE v.version IS UNIQUE;
