// Does the schema of this graph have an audit trail? A graph of an earlier release has none. No parameters.
SHOW CONSTRAINTS YIELD name
WHERE name = 'audit_entry_seq'
RETURN name
