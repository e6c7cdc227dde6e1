// Is what each account shows still what it showed? Every event adds to `events`, and whatever else changes or removes observations adds to
// `rewrites`; the times tell an account from one that was erased and came again. Compared with the last run's it is only whether they are
// equal, since a transaction that is committed late has an early time. Lists of up to $page accounts, in order of id.
// $after id of the last account of the page before ('' for the first), $page
MATCH (a:Account)
WHERE a.id > $after
WITH a ORDER BY a.id LIMIT toInteger($page)
RETURN collect(a.id) AS ids,
  collect(a.events + coalesce(a.rewrites, 0) + ' ' + coalesce(a.firstSeen.epochMillis, 0) + ' ' + coalesce(a.lastSeen.epochMillis, 0))
    AS versions
