// Which signals have these accounts shown, and in how many observations?
// $accounts: ids
UNWIND $accounts AS id
MATCH (a:Account {id: id})
MATCH (a)-[r:%%RELATIONSHIPS%%]->(s:Signal)
RETURN s.key AS key, count(r) AS observations
ORDER BY key
