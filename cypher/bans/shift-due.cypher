// What was due while a batch was held becomes due later by as long, so that its rate is kept.
// $batch; $ms
MATCH (i:BanItem)
WHERE i.batch = $batch AND i.state = 'pending' AND i.dueAt >= datetime({epochMillis: 0})
SET i.dueAt = i.dueAt + duration({milliseconds: $ms})
