// Writes relationships of one type between nodes that are there. May be done again. An end that is known by two properties is looked
// up by both; one that is known by one is asked for it twice, which is as cheap.
// $rows list of {from: [key…], to: [key…], properties}
UNWIND $rows AS row
MATCH (a:%%FROM%%)
WHERE a.%%FROM_FIRST%% = row.from[0] AND a.%%FROM_LAST%% = row.from[-1]
MATCH (b:%%TO%%)
WHERE b.%%TO_FIRST%% = row.to[0] AND b.%%TO_LAST%% = row.to[-1]
MERGE (a)-[r:%%TYPE%%]->(b)
SET r = row.properties
RETURN count(r) AS written
