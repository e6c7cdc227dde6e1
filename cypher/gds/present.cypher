// Has this server Graph Data Science?
SHOW PROCEDURES YIELD name WHERE name = 'gds.leiden.stream'
RETURN count(name) AS found;
