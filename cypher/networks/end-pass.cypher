// All addresses are classed by these lists. `mixed` says that somebody wrote by other lists meanwhile.
// $digest, $holder
MATCH (t:NetworkTable {name: 'networks'})
WHERE t.holder = $holder AND t.sought = $digest
SET t.digest = $digest
REMOVE t.sought, t.cursor, t.holder, t.until
RETURN coalesce(t.mixed, false) AS mixed
