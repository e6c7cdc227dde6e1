// Which rules, and alerts by the name that their rule had, name one of these?
// $names
CALL () {
  MATCH (r:AlertRule)
  WHERE r.id > '' AND any(name IN $names WHERE r.name CONTAINS name)
  RETURN 'rule' AS paper, r.id AS id, r.name AS name
  UNION ALL
  MATCH (a:Alert)
  WHERE a.at >= datetime({epochMillis: 0}) AND any(name IN $names WHERE a.ruleName CONTAINS name)
  RETURN 'alert' AS paper, a.id AS id, a.ruleName AS name
}
RETURN paper, id, name
