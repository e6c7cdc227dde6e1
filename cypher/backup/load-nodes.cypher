// Writes nodes of one label and one further label (the same one where there is none). May be done again.
// $rows list of {key: [value], properties}
UNWIND $rows AS row
MERGE (n:%%LABEL%% {%%KEY%%: row.key[0]})
SET n:%%ALSO%%
SET n = row.properties
