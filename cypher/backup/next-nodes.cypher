// The page of nodes of a label behind a key.
// $after key of the last node of the page before, $limit int
MATCH (n:%%LABEL%%)
WHERE n.%%KEY%% > $after
WITH n ORDER BY n.%%KEY%% LIMIT $limit
RETURN n.%%KEY%% AS key, labels(n) AS labels, properties(n) AS properties
ORDER BY key
