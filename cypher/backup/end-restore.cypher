// The database is whole.
MATCH (m:Migration {version: 'restoring'})
DELETE m
