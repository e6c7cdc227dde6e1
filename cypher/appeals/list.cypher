// Appeals, the newest first.
// $state, $batch, $account, $signal: '' for any; $before epoch ms and $beforeId: where the page begins; $limit
MATCH (a:Appeal)
WHERE a.at <= datetime({epochMillis: $before}) AND (a.at < datetime({epochMillis: $before}) OR a.id > $beforeId)
  AND ($state = '' OR a.state = $state)
  AND ($signal = '' OR EXISTS { (a)-[:DOUBTS]->(:Signal {key: $signal}) })
  AND (($batch = '' AND $account = '') OR EXISTS {
    MATCH (a)-[:AGAINST]->(item)
    WHERE ($batch = '' OR item.batch = $batch) AND ($account = '' OR item.account = $account)
  })
WITH a ORDER BY a.at DESC, a.id LIMIT $limit
CALL (a) {
  MATCH (a)-[:AGAINST]->(i:BanItem)
  RETURN i
}
RETURN a.id AS id, a.state AS state, a.ticket AS ticket, a.reason AS reason, a.by AS by, a.at AS at, a.code AS code, a.said AS said,
  a.decidedBy AS decidedBy, a.decidedAt AS decidedAt, a.version AS version, i.account AS account, i.batch AS batch, i.ring AS ring, i.state AS banState
ORDER BY at DESC, id
