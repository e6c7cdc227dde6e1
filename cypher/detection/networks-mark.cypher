// By which lists are addresses classed, and is somebody classing them anew? No row where nobody ever did. No parameters.
MATCH (t:NetworkTable {name: 'networks'})
RETURN t.digest AS digest, t.sought IS NULL AND NOT coalesce(t.mixed, false) AS settled
