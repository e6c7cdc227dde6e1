// Which indexes does this database have, and can they be used? A token look-up index has a type LOOKUP. No parameters.
SHOW INDEXES YIELD name, type, entityType, state, populationPercent
RETURN name, type, entityType, state, populationPercent
