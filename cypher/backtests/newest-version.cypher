// What stands over the file's configuration of the engine? No row: nothing. No parameters.
MATCH (v:EngineVersion)
WHERE v.version > 0
WITH v ORDER BY v.version DESC LIMIT 1
OPTIONAL MATCH (v)-[:FROM]->(t:BackTest)
RETURN v.version AS version, v.overrides AS overrides, v.backTo AS backTo, v.reason AS reason, v.by AS by, v.at AS at, t.id AS backTest, t.by AS author
