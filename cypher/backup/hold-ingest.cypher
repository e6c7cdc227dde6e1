// Holds ingest for as long as this transaction is open: each chunk of ingest makes a :BatchChunk, and no transaction can make one
// while an index on that label is being made. It waits for the chunks at work. The transaction is rolled back, so the index never is.
CREATE INDEX ringfence_backup_holds_ingest FOR (c:BatchChunk) ON (c.heldByBackup)
