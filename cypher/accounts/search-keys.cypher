// Which signals' keys begin with this text? An exact match comes first.
// $text, $limit
MATCH (signal:Signal)
WHERE signal.key STARTS WITH $text
RETURN signal.key AS key, signal.type AS type, signal.hint AS hint
ORDER BY key
LIMIT toInteger($limit);
