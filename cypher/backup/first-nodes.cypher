// The first page of the nodes of a label, in order of their key.
// $limit int
MATCH (n:%%LABEL%%)
WHERE n.%%KEY%% IS NOT NULL
WITH n ORDER BY n.%%KEY%% LIMIT $limit
RETURN n.%%KEY%% AS key, labels(n) AS labels, properties(n) AS properties
ORDER BY key
