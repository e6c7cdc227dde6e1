// What do these accounts show? Locked by the statement before.
// $ids
UNWIND $ids AS id
MATCH (a:Account {id: id})-[r]->(s:Signal)
RETURN id AS account, type(r) AS type, s.key AS signal, labels(s) AS labels, properties(r) AS properties
