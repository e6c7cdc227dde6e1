// Which of these signals does the graph have?
// $keys
UNWIND $keys AS key
MATCH (signal:Signal {key: key})
RETURN signal.key AS key, signal.type AS type, signal.hint AS hint
ORDER BY key;
