// Which signals' hints begin with this text?
// $text, $limit
MATCH (signal:Signal)
WHERE signal.hint STARTS WITH $text
RETURN signal.key AS key, signal.type AS type, signal.hint AS hint
ORDER BY hint, key
LIMIT toInteger($limit);
