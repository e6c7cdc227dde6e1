// Which signal is which internal id? Lists of up to $page signals, in order of key; those that have a class apart, since few
// have one (collect passes over nulls).
// $after key of the last signal of the page before ('' for the first), $page
MATCH (s:Signal)
WHERE s.key > $after
WITH s ORDER BY s.key LIMIT toInteger($page)
RETURN collect(id(s)) AS ids, collect(s.key) AS keys,
  collect(CASE WHEN s.class IS NULL THEN null ELSE id(s) END) AS classedIds, collect(s.class) AS classes
