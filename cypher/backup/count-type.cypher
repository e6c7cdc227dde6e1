// How many relationships of this type are there? (from the count store)
MATCH ()-[r:%%TYPE%%]->()
RETURN count(r) AS count
