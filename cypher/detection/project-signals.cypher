// Which signal is which internal id? Lists of up to $page signals, in order of key.
// $after key of the last signal of the page before ('' for the first), $page
MATCH (s:Signal)
WHERE s.key > $after
WITH s ORDER BY s.key LIMIT toInteger($page)
RETURN collect(id(s)) AS ids, collect(s.key) AS keys, collect(s.type) AS types
