// What decides whether accounts are left out of a batch?
// $accounts; $batch that asks; $open: states in which a batch holds its accounts; $now (epoch ms)
UNWIND $accounts AS id
OPTIONAL MATCH (a:Account {id: id})
CALL (a) {
  OPTIONAL MATCH (a)<-[:ALLOWS]-(w:Allowance)
  WHERE w.withdrawnAt IS NULL AND (w.until IS NULL OR w.until > datetime({epochMillis: $now}))
  RETURN min(w.id) AS allowance
}
CALL (a) {
  OPTIONAL MATCH (a)<-[:ABOUT]-(i:BanItem)<-[:LISTS]-(b:BanBatch)
  WHERE b.id <> $batch AND b.state IN $open AND NOT i.state IN ['skipped', 'undone']
  RETURN min(b.id) AS otherBatch
}
RETURN id AS account, a IS NOT NULL AS known, coalesce(a.status = 'banned', false) AS banned, allowance, otherBatch,
  coalesce(a.createdAt, a.firstSeen) AS since,
  [name IN coalesce(keys(a), []) WHERE name STARTS WITH 'attr_' | {name: substring(name, 5), value: a[name]}] AS attributes
