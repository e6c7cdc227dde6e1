// Binds an entry of the allow-list to its signal; how many signals that is.
// $id of the entry, $target key of the signal
MATCH (a:Allowance {id: $id})
MATCH (target:Signal {key: $target})
MERGE (a)-[:ALLOWS]->(target)
RETURN count(*) AS bound
