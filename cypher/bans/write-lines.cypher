// Writes lines of a manifest. A line that is there stays as it is: two instances may be at it. Of an account that was forgotten since it was
// read, the hash alone is written: the first SET locks the item, so that the second sees it as it is.
// $rows list of {id, line, hash, alone}, line null for an account that was forgotten before
UNWIND $rows AS row
MATCH (i:BanItem {id: row.id})
WHERE i.hash IS NULL
SET i.hash = row.hash
SET i.line = CASE WHEN i.account IS NULL THEN null ELSE row.line END, i.alone = row.alone
