// Removes a rule, if its version is still the one that the caller saw. No row where it is not. Its alerts stay.
// $id, $version
MATCH (r:AlertRule {id: $id})
SET r.locked = true
REMOVE r.locked
WITH r, r.version AS version WHERE version = $version
DELETE r
RETURN version
