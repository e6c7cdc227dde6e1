// Which rules are there? No parameters.
MATCH (r:AlertRule)
WHERE r.id > ''
RETURN r.id AS id, r.name AS name, r.enabled AS enabled, r.when AS when, r.againPercent AS againPercent, r.quiet AS quiet, r.by AS by, r.at AS at,
  r.version AS version
ORDER BY name, id
