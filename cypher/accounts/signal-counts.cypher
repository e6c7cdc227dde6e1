// How many signals of each type does an account show?
// $account
MATCH (account:Account {id: $account})-[]->(signal:Signal)
RETURN signal.type AS type, count(*) AS signals
ORDER BY type;
