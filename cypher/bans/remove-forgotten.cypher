// Takes accounts that were forgotten off the list of a draft.
// $batch
MATCH (i:BanItem)
WHERE i.batch = $batch AND i.seq >= 0 AND i.account IS NULL
DETACH DELETE i
