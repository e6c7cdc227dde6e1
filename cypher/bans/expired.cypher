// Accounts of a batch that were handed out, and not answered in time.
// $batch; $now epoch ms; $most: handed out as often as this, none is handed out again; $all: whatever the number
UNWIND ['sent', 'undoSent'] AS state
CALL (state) {
  MATCH (i:BanItem)
  WHERE i.batch = $batch AND i.state = state AND i.leaseUntil <= datetime({epochMillis: $now})
    AND (i.leases >= $most OR (state = 'sent' AND $all))
  RETURN i
}
RETURN i.id AS id, state
