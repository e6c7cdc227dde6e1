// How many nodes have this label? (from the count store)
MATCH (n:%%LABEL%%)
RETURN count(n) AS count
