// By which lists are the addresses in the graph classed, and is somebody classing them anew?
MATCH (t:NetworkTable {name: 'networks'})
RETURN t.digest AS digest, t.sought AS sought, t.cursor AS cursor, coalesce(t.mixed, false) AS mixed
