// How a batch has fared: what is with a receiver, what came of the rest, and what of its wave is not sent.
// $batch
UNWIND ['pending', 'sent', 'done', 'failed', 'undoing', 'undoSent', 'undone', 'undoFailed'] AS state
CALL (state) {
  MATCH (i:BanItem)
  WHERE i.batch = $batch AND i.state = state AND i.seq > 0
  RETURN count(*) AS count
}
RETURN state, count
