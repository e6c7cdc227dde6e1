// Puts a back-test back among those that wait, since a run goes first or the service stops. Needs the lock.
// $holder, $fence, $id
MATCH (l:Lease {name: 'back-tests'})
WHERE l.holder = $holder AND l.fence = $fence
MATCH (t:BackTest {id: $id})
SET t.state = 'waiting', t.stage = 'waiting', t.progress = 0.0, t.begun = t.begun - 1, t.gaveWay = t.gaveWay + 1
REMOVE l.holder
RETURN t.id AS id
