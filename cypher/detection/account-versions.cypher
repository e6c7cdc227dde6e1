// How often was what each account shows written? Every event adds to `events`, and whatever else changes observations of an account
// (merged templates) adds to `moved`: so an account whose number is the one of the last run shows what it showed then. Compared are
// numbers and no times, since a transaction that is committed late has an early time. Lists of up to $page accounts, in order of id.
// $after id of the last account of the page before ('' for the first), $page
MATCH (a:Account)
WHERE a.id > $after
WITH a ORDER BY a.id LIMIT toInteger($page)
RETURN collect(a.id) AS ids, collect(a.events + coalesce(a.moved, 0)) AS versions
