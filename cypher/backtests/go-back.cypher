// The engine's configuration goes back to what an earlier version said, or to the file's alone (0). No row where there is no such version. Needs the
// lock of versions.
// $to version, $id of this step, $version of it, $reason, $by name, $at epoch ms
OPTIONAL MATCH (earlier:EngineVersion {version: toInteger($to)})
WITH earlier WHERE $to = 0 OR earlier IS NOT NULL
CREATE (v:EngineVersion {
  version: toInteger($version), id: $id, overrides: coalesce(earlier.overrides, '{}'), backTo: toInteger($to), reason: $reason, by: $by,
  at: datetime({epochMillis: $at})})
RETURN v.version AS version
