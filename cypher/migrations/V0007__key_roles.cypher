// API keys have roles where they had scopes: read → viewer, act → investigator; ingest and admin keep their names.
MATCH (k:ApiKey)
WHERE k.scopes IS NOT NULL
SET k.roles = [pair IN [['read', 'viewer'], ['act', 'investigator'], ['admin', 'admin'], ['ingest', 'ingest']]
  WHERE pair[0] IN k.scopes | pair[1]]
REMOVE k.scopes;
