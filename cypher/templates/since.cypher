// Which templates were made or changed behind this number, in order of it? Those of another service key have hashes that match
// nothing, and are left where they are.
// $after int, $own '<id of the service key>:'
MATCH (p:TemplatePattern)
USING INDEX p:TemplatePattern(seq)
WHERE p.seq > $after AND p.id STARTS WITH $own
RETURN p.id AS id, p.tokens AS tokens, p.caption AS hint, p.shown AS shown, p.mergedInto AS mergedInto
ORDER BY p.seq
