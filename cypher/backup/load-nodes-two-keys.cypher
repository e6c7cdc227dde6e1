// Writes nodes that are known by two properties. May be done again.
// $rows list of {key: [first, second], properties}
UNWIND $rows AS row
MERGE (n:%%LABEL%% {%%KEY%%: row.key[0], %%SECOND%%: row.key[1]})
SET n:%%ALSO%%
SET n = row.properties
