// Locks accounts, in order of id, until this transaction ends: a chunk of ingest writes to its accounts before anything else of theirs.
// $accounts: ids in order
UNWIND $accounts AS id
MATCH (a:Account {id: id})
SET a.touched = true
REMOVE a.touched
RETURN a.id AS id, a.firstSeen AS firstSeen
