// From now on the accounts of a wave have a time at which they are due.
// $batch; $wave; $at epoch ms: when it begins
MATCH (i:BanItem)
WHERE i.batch = $batch AND i.wave = $wave AND i.seq > 0 AND i.state = 'pending'
SET i.dueAt = datetime({epochMillis: $at + i.delayMs})
