// Forgets who was left out of a list.
// $rows: {id: of an account, ref: what stands for it}; $erased: what stands for why
UNWIND $rows AS row
MATCH (b:BanBatch)
WHERE b.id > ''
MATCH (e:BanExclusion {batch: b.id, account: row.id})
SET e.account = row.ref, e.detail = $erased
RETURN count(e) AS exclusions
