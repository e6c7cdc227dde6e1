// Which constraints are there?
SHOW CONSTRAINTS YIELD name
RETURN name
ORDER BY name
