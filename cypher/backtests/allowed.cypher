// What does a back-test allow beside the allow-list? Of a ring, the accounts that it had when the test was made.
// $id
MATCH (t:BackTest {id: $id})
MATCH (t)-[allows:ALLOWS]->(target)
WITH allows.kind AS kind, allows.target AS ring, coalesce(target.key, target.id) AS one
WITH kind, CASE kind WHEN 'ring' THEN ring ELSE one END AS target, one ORDER BY kind, target, one
WITH kind, target, collect(one) AS accounts
RETURN kind, target, CASE kind WHEN 'ring' THEN accounts ELSE [] END AS accounts
