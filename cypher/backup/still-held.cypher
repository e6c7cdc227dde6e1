// Is the transaction that holds ingest still alive?
RETURN true AS held
