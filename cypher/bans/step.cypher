// Writes a step of a batch that this transaction holds. No row where it is another version, or where an author would approve: what the
// service has checked is checked again here.
// $id, $version as it was; $action, $by; $state, $phase, $authors, $approvals as they are now; $more: further properties; $at (epoch ms)
MATCH (b:BanBatch {id: $id})
WHERE b.version = $version AND NOT ($action IN ['approve', 'release'] AND $by IN b.authors)
SET b += $more
SET b.version = $version + 1, b.state = $state, b.phase = $phase, b.authors = $authors, b.approvals = $approvals,
  b.lastAction = $action, b.lastBy = $by, b.changedAt = datetime({epochMillis: $at}),
  b.freezingAt = CASE WHEN $state = 'freezing' THEN datetime({epochMillis: $at}) END,
  b.frozenAt = CASE WHEN $action = 'freezeDone' THEN datetime({epochMillis: $at}) ELSE b.frozenAt END
RETURN b.version AS version
