// Of which runs may the rings go? Of all that ended without being published, and of all published ones but the newest
// $keep; never of the one that readers see, nor of a run at work.
// $keep how many published runs stay
MATCH (r:Run)
WHERE r.startedAt IS NOT NULL AND r.staged > 0 AND r.state <> 'running'
OPTIONAL MATCH (p:Published {name: 'rings'})
WITH r, p.run AS published
ORDER BY r.startedAt DESC, r.id DESC
WITH published, collect(r) AS runs
WITH published, [r IN runs WHERE r.state <> 'published'] + [r IN runs WHERE r.state = 'published'][toInteger($keep)..] AS gone
UNWIND gone AS r
WITH r, published
WHERE published IS NULL OR r.id <> published
RETURN r.id AS run
