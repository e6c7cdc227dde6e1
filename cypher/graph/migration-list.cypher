// Which migrations has this database applied? No parameters.
MATCH (m:Migration)
RETURN m.version AS version, m.description AS description, m.checksum AS checksum
