// Accounts of a batch that were handed out to whoever asks, and whose time ran out: handed out again.
// Not those that were handed out as often as anybody is.
// $batch; $most times; $states: sent, undoSent or both; $now and $until epoch ms; $limit
UNWIND $states AS state
CALL (state) {
  MATCH (i:BanItem)
  WHERE i.batch = $batch AND i.state = state AND i.leaseUntil <= datetime({epochMillis: $now}) AND i.leases < $most
  RETURN i ORDER BY i.leaseUntil LIMIT $limit
}
WITH i, state LIMIT $limit
SET i.leaseUntil = datetime({epochMillis: $until}), i.leases = i.leases + 1
RETURN i.id AS id, i.account AS account, i.ring AS ring, state
