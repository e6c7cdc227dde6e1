// Takes accounts off the list of a draft, and says what it knew of them.
// $batch; $accounts
MATCH (i:BanItem)
WHERE i.batch = $batch AND i.seq >= 0 AND i.account IN $accounts
WITH i, i {.account, .ring, .rings, .strength, .bits, .reason} AS row
DETACH DELETE i
RETURN row.account AS account, row.ring AS ring, row.rings AS rings, row.strength AS strength, row.bits AS bits, row.reason AS reason
