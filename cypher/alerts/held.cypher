// Which alerts wait for the end of quiet hours, the oldest first?
// $limit
MATCH (a:Alert)
WHERE a.state = 'held'
RETURN a.id AS id, a.rule AS rule, a.ruleName AS ruleName, a.kind AS kind, a.ring AS ring, a.run AS run, a.size AS size, a.score AS score, a.text AS text,
  a.at AS at
ORDER BY at, id
LIMIT toInteger($limit)
