// How many accounts are there? (from the count store)
MATCH (a:Account)
RETURN count(a) AS count
