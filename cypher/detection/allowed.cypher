// What is on the allow-list now? Of a ring, the accounts that it had when it was allowed. No parameters.
MATCH (a:Allowance)
WHERE a.at >= datetime({epochMillis: 0})
  AND a.withdrawnAt IS NULL AND (a.until IS NULL OR a.until > datetime.realtime())
RETURN a.kind AS kind, a.target AS target,
  COLLECT { MATCH (a)-[:ALLOWS]->(account:Account) RETURN account.id ORDER BY account.id } AS accounts
ORDER BY a.id
