// Writes where accounts of a batch stand.
// $batch; $rows: {seq, wave, delayMs}
UNWIND $rows AS row
MATCH (i:BanItem {batch: $batch, seq: row.seq})
SET i.wave = row.wave, i.delayMs = row.delayMs
