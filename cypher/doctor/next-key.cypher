// The first signal key after this one, by the index on keys; no row at the end.
// $after text, $before text
MATCH (s:Signal)
WHERE s.key > $after AND s.key < $before
RETURN s.key AS key
ORDER BY s.key
LIMIT 1
