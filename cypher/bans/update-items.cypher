// Says anew by which rings accounts of a draft are held.
// $rows list of {id, ring, rings, strength, bits, reason}
UNWIND $rows AS row
MATCH (i:BanItem {id: row.id})
SET i += row
