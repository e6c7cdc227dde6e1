// Which entries of the allow-list name one of these in their reason?
// $names
MATCH (a:Allowance)
WHERE a.at >= datetime({epochMillis: 0}) AND any(name IN $names WHERE a.reason CONTAINS name)
RETURN a.id AS id, a.reason AS reason
