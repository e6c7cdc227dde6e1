// A page of addresses is classed, if this instance is still at it; else no row.
// $digest, $holder, $ttl, $cursor key of the page's last address
MATCH (t:NetworkTable {name: 'networks'})
WHERE t.holder = $holder AND t.sought = $digest
SET t.cursor = $cursor, t.until = timestamp() + $ttl
RETURN t.cursor AS cursor
