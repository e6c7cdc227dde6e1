// Locks the engine's configuration until this transaction ends; the newest version, 0 for none. No parameters.
MERGE (l:Lease {name: 'engine-configuration'})
SET l.locked = true
REMOVE l.locked
WITH l
OPTIONAL CALL () { MATCH (v:EngineVersion) WHERE v.version > 0 RETURN v ORDER BY v.version DESC LIMIT 1 }
RETURN coalesce(v.version, 0) AS version, v.id AS id
