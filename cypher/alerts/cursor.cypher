// Which run was looked at last? No row before the first. No parameters.
MATCH (c:AlertCursor {name: 'runs'})
RETURN c.run AS run
