// Alerts that waited have been put into a digest. Needs the lock.
// $ids
UNWIND $ids AS id
MATCH (a:Alert {id: id})
SET a.state = 'digest'
