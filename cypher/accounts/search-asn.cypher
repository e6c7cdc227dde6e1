// Which addresses does an autonomous system have?
// $asn number, $limit
MATCH (signal:Ip)
USING INDEX signal:Ip(asn, key)
WHERE signal.asn = $asn AND signal.key > ''
RETURN signal.key AS key, signal.type AS type, signal.hint AS hint
ORDER BY key
LIMIT toInteger($limit);
