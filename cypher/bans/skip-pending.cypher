// Leaves alone what of a batch was not sent; how many. Many at once, since it is but a word for each.
// $batch; $detail; $accounts or null for all
MATCH (i:BanItem)
WHERE i.batch = $batch AND i.state = 'pending' AND i.seq > 0 AND ($accounts IS NULL OR i.account IN $accounts)
SET i.state = 'skipped', i.detail = $detail, i.dueAt = null
RETURN count(*) AS skipped
