// One alert.
// $id
MATCH (a:Alert {id: $id})
RETURN a.id AS id, a.rule AS rule, a.ruleName AS ruleName, a.kind AS kind, a.ring AS ring, a.run AS run, a.size AS size, a.score AS score, a.text AS text,
  a.at AS at, a.state AS state, a.acknowledgedAt AS acknowledgedAt, a.acknowledgedBy AS acknowledgedBy
