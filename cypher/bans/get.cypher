// One batch.
// $id
MATCH (b:BanBatch {id: $id})
RETURN b.id AS id, b.state AS state, b.phase AS phase, b.version AS version, b.author AS author, b.authors AS authors,
  b.approvals AS approvals, b.approvalsNeeded AS approvalsNeeded, b.approvalsBecause AS approvalsBecause, b.title AS title, b.reason AS reason,
  b.source AS source, b.run AS run, b.items AS items, b.excluded AS excluded, b.createdAt AS createdAt, b.changedAt AS changedAt,
  b.frozenAt AS frozenAt, b.root AS root, b.problem AS problem, b.lastAction AS lastAction, b.lastBy AS lastBy, b.digest AS digest
