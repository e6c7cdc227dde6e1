// The configuration of a back-test becomes the engine's, if it is done and somebody else approves it. No row where it is not. Needs the lock of versions.
// $test id, $id of this promotion, $version of it, $overrides JSON text, $reason, $by name, $approver kind and id, $at epoch ms
MATCH (t:BackTest {id: $test})
WHERE t.state = 'done' AND t.author <> $approver
CREATE (v:EngineVersion {
  version: toInteger($version), id: $id, overrides: $overrides, reason: $reason, by: $by, at: datetime({epochMillis: $at})})
CREATE (v)-[:FROM]->(t)
RETURN v.version AS version
