// By which properties is a node of each label known? One row a uniqueness constraint. No parameters.
SHOW CONSTRAINTS YIELD name, type, entityType, labelsOrTypes, properties
WHERE entityType = 'NODE' AND type ENDS WITH 'UNIQUENESS' AND size(labelsOrTypes) = 1
RETURN labelsOrTypes[0] AS label, properties AS keys
ORDER BY name
