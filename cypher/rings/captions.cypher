// What are these signals called for people?
// $keys
UNWIND $keys AS key
MATCH (signal:Signal {key: key})
RETURN signal.key AS key, signal.hint AS hint;
