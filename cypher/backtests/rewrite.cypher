// Replaces names and notes of back-tests, and reasons of versions.
// $tests: {id, name, note}; $versions: {version, reason}
CALL () {
  UNWIND $tests AS row
  MATCH (t:BackTest {id: row.id})
  SET t.name = row.name, t.note = row.note
}
CALL () {
  UNWIND $versions AS row
  MATCH (v:EngineVersion {version: row.version})
  SET v.reason = row.reason
}
