// Makes a batch, unless one with its id is there: an idempotency key always gives the same id. Its version and digest say which it is.
// $id, $author, $name, $title, $reason, $source (JSON text), $digest, $at (epoch ms)
MERGE (b:BanBatch {id: $id})
  ON CREATE SET b.state = 'draft', b.version = 0, b.author = $name, b.authors = [$author], b.approvals = [], b.approvalsNeeded = 1,
    b.approvalsBecause = [], b.title = $title, b.reason = $reason, b.source = $source, b.digest = $digest, b.items = 0, b.excluded = 0,
    b.createdAt = datetime({epochMillis: $at}), b.changedAt = datetime({epochMillis: $at})
SET b.locked = true
REMOVE b.locked
RETURN b.version AS version, b.digest AS digest
