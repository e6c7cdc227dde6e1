// Writes relationships of one type of which several may lead from one node to the same other: two properties tell them apart. May be done again.
// $rows list of {from: [key], to: [key…], properties}
UNWIND $rows AS row
MATCH (a:%%FROM%%)
WHERE a.%%FROM_FIRST%% = row.from[0] AND a.%%FROM_LAST%% = row.from[-1]
MATCH (b:%%TO%%)
WHERE b.%%TO_FIRST%% = row.to[0] AND b.%%TO_LAST%% = row.to[-1]
MERGE (a)-[r:%%TYPE%% {%%ONE%%: row.properties.%%ONE%%, %%OTHER%%: row.properties.%%OTHER%%}]->(b)
SET r = row.properties
RETURN count(r) AS written
