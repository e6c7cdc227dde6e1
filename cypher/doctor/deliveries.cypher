// What did not reach a receiver that is still told, or waits for it after an attempt, by what went wrong last? $now epoch ms
UNWIND ['dead', 'pending'] AS state
CALL (state) {
  MATCH (d:Delivery)
  WHERE d.state = state AND (state = 'dead' OR d.attempts > 0 OR d.nextAt < datetime({epochMillis: $now}))
  MATCH (r:Receiver {id: d.receiver})
  WHERE r.withdrawnAt IS NULL
  RETURN r.name AS receiver, d.problem AS problem, count(*) AS messages, min(d.createdAt) AS oldest,
    min(CASE state WHEN 'pending' THEN d.nextAt END) AS dueAt
}
RETURN state, receiver, problem, messages, oldest, dueAt
ORDER BY state, messages DESC, receiver
