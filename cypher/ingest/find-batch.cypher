// What is known of this batch?
// $key text
MATCH (b:Batch {key: $key})
RETURN b.digest AS digest, b.chunkEvents AS chunkEvents, b.lanes AS lanes, b.state AS state, b.result AS result
