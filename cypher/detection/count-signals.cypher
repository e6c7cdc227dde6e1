// How many signals are there? (from the count store)
MATCH (s:Signal)
RETURN count(s) AS count
