// Which batch is this: a new one, one half done, or one that is finished? Makes it when it is new.
// $key text, $digest SHA-256 of the body in hex, $chunkEvents and $lanes ints: how it is cut, $onInvalid 'refuse'|'skip', $now epoch ms,
// $entry: id of the entry that the audit trail will have of it
MERGE (b:Batch {key: $key})
  ON CREATE SET
    b.digest = $digest,
    b.chunkEvents = $chunkEvents,
    b.lanes = $lanes,
    b.onInvalid = $onInvalid,
    b.state = 'open',
    b.entry = $entry,
    b.startedAt = datetime({epochMillis: $now})
RETURN b.digest AS digest, b.chunkEvents AS chunkEvents, b.lanes AS lanes, b.state AS state, b.result AS result,
  coalesce(b.entry = $entry, false) AS isNew
