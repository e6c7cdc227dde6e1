// Removes accounts and all that hangs on them.
// $accounts: ids
UNWIND $accounts AS id
MATCH (a:Account {id: id})
DETACH DELETE a
RETURN count(*) AS removed
