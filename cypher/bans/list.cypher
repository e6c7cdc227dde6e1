// Batches, the newest first.
// $states (empty for any); $ring: that holds one of its accounts most strongly, $account: on its list, $case: that it was drawn from, '' for any;
// $before epoch ms and $beforeId: where the page begins; $limit
MATCH (b:BanBatch)
WHERE b.createdAt <= datetime({epochMillis: $before})
  AND (b.createdAt < datetime({epochMillis: $before}) OR b.id > $beforeId)
  AND (size($states) = 0 OR b.state IN $states)
  AND CASE $ring WHEN '' THEN true ELSE EXISTS { MATCH (i:BanItem) WHERE i.ring = $ring AND i.batch = b.id } END
  AND CASE $account WHEN '' THEN true ELSE EXISTS { MATCH (:Account {id: $account})<-[:ABOUT]-(i:BanItem) WHERE i.batch = b.id } END
  AND ($case = '' OR b.source CONTAINS '"case":"' + $case + '"')
WITH b ORDER BY b.createdAt DESC, b.id LIMIT $limit
RETURN b.id AS id, b.state AS state, b.phase AS phase, b.version AS version, b.author AS author, b.authors AS authors,
  b.approvals AS approvals, b.approvalsNeeded AS approvalsNeeded, b.approvalsBecause AS approvalsBecause, b.title AS title, b.reason AS reason,
  b.source AS source, b.run AS run, b.items AS items, b.excluded AS excluded, b.createdAt AS createdAt, b.changedAt AS changedAt,
  b.frozenAt AS frozenAt, b.root AS root, b.problem AS problem, b.lastAction AS lastAction, b.lastBy AS lastBy, b.digest AS digest
ORDER BY createdAt DESC, id
