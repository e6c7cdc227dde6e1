// Which constraints does this database have? No parameters.
SHOW CONSTRAINTS YIELD name
RETURN name
