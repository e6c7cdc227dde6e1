// Writes lines of a manifest. A line that is there stays as it is: two instances may be at it.
// $rows list of {id, line, hash, alone}
UNWIND $rows AS row
MATCH (i:BanItem {id: row.id})
WHERE i.hash IS NULL
SET i.line = row.line, i.hash = row.hash, i.alone = row.alone
