// How many accounts of the present wave of a batch are not sent yet: those that have a time at which they are due.
// $batch
MATCH (i:BanItem)
WHERE i.batch = $batch AND i.state = 'pending' AND i.dueAt >= datetime({epochMillis: 0})
RETURN count(*) AS waiting
