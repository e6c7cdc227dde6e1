// What stood over the file's configuration of the engine, the newest first?
// $below: version that all of them are below; $limit
MATCH (v:EngineVersion)
WHERE 0 < v.version < $below
WITH v ORDER BY v.version DESC LIMIT toInteger($limit)
OPTIONAL MATCH (v)-[:FROM]->(t:BackTest)
RETURN v.version AS version, v.overrides AS overrides, v.backTo AS backTo, v.reason AS reason, v.by AS by, v.at AS at, t.id AS backTest, t.by AS author
ORDER BY version DESC
