// Whose evidence names one of these signals?
// $keys
MATCH (c:Campaign)
WHERE c.run > '' AND c.accounts >= 0 AND any(key IN $keys WHERE c.evidence CONTAINS key)
RETURN c.id AS id, c.run AS run, c.evidence AS evidence
