// Which indexes are there that belong to no constraint and that were not there from the beginning?
SHOW INDEXES YIELD name, type, owningConstraint
WHERE type <> 'LOOKUP' AND owningConstraint IS NULL
RETURN name
ORDER BY name
