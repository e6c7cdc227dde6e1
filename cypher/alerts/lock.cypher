// Locks the raising of alerts until this transaction ends; the run that was looked at last, null before the first. No parameters.
MERGE (c:AlertCursor {name: 'runs'})
SET c.locked = true
REMOVE c.locked
RETURN c.run AS run
