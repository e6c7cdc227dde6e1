// Removes all that these accounts have shown.
// $accounts: ids
UNWIND $accounts AS id
MATCH (a:Account {id: id})
MATCH (a)-[r:%%RELATIONSHIPS%%]->(:Signal)
DELETE r
