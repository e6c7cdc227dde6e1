// Binds an entry of the allow-list to its account; how many accounts that is.
// $id of the entry, $target id of the account
MATCH (a:Allowance {id: $id})
MATCH (target:Account {id: $target})
MERGE (a)-[:ALLOWS]->(target)
RETURN count(*) AS bound
