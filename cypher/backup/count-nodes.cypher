// How many nodes are there? (from the count store)
MATCH (n)
RETURN count(n) AS count
