// An instance writes by other lists than those that the graph is classed by: all addresses must be looked at once more.
// $rows, empty. $digest of the writer's lists
MATCH (t:NetworkTable {name: 'networks'})
WHERE coalesce(t.sought, t.digest) <> $digest AND NOT coalesce(t.mixed, false)
SET t.mixed = true
