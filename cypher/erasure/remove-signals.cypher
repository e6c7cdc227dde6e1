// Removes signals and all that hangs on them; they are locked already.
// $keys
UNWIND $keys AS key
MATCH (s:Signal {key: key})
DETACH DELETE s
