// How many observations are there? (from the count store)
MATCH ()-[o:%%RELATIONSHIPS%%]->()
RETURN count(o) AS count
