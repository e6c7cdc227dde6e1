// Lets another instance go on from the cursor at once.
// $digest, $holder
MATCH (t:NetworkTable {name: 'networks'})
WHERE t.holder = $holder AND t.sought = $digest
REMOVE t.holder, t.until
