// Locks some accounts that show a signal, in order of id, until this transaction ends. A chunk of ingest writes to its
// accounts before anything else of theirs, so after this nobody else touches what these accounts show.
// $key of the signal, $limit int
MATCH (:Signal {key: $key})<-[:%%RELATIONSHIP%%]-(a:Account)
WITH a LIMIT toInteger($limit)
WITH a ORDER BY a.id
SET a.touched = true
REMOVE a.touched
RETURN a.id AS account
