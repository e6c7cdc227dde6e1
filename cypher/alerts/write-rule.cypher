// Writes a rule, if its version is still the one that the caller saw (0 for none). No row where it is not.
// $id, $version, $rule: {name, enabled, when, againPercent, quiet, by, at}; when and quiet JSON text, at epoch ms
OPTIONAL MATCH (present:AlertRule {id: $id})
WITH present WHERE $version = 0 OR present IS NOT NULL
MERGE (r:AlertRule {id: $id})
  ON CREATE SET r.version = 0
SET r.locked = true
REMOVE r.locked
WITH r WHERE r.version = $version
SET r.version = $version + 1, r.name = $rule.name, r.enabled = $rule.enabled, r.when = $rule.when, r.againPercent = $rule.againPercent,
  r.quiet = $rule.quiet, r.by = $rule.by, r.at = datetime({epochMillis: $rule.at})
RETURN r.version AS version
