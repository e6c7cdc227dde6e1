// Accounts of a batch that are due to be banned (pending) or let go (undoing), with what may stand against it.
// $batch; $state; $now epoch ms; $limit
MATCH (i:BanItem)
WHERE i.batch = $batch AND i.state = $state AND i.dueAt <= datetime({epochMillis: $now})
WITH i ORDER BY i.dueAt LIMIT $limit
OPTIONAL MATCH (i)-[:ABOUT]->(a:Account)
RETURN i.id AS id, i.account AS account, i.ring AS ring, coalesce(a.status = 'banned', false) AS banned,
  EXISTS {
    MATCH (a)<-[:ALLOWS]-(w:Allowance)
    WHERE w.withdrawnAt IS NULL AND (w.until IS NULL OR w.until > datetime({epochMillis: $now}))
  } AS allowed
ORDER BY i.dueAt, id
