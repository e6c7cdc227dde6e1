// The life of a ban batch: which rings is it about, what became of each account, who approved it, and which case speaks of it?
// Sixty of its accounts, those of each state in turns, each with the ring that held it when the list was drawn (or holds it now) and the newest appeal,
// who said what of it, eight accounts that it leaves out, and up to five cases about its rings.
// $batch: a batch's id, set before:
// :param batch => 'ban_k2m7xq4w3b5a'
MATCH (batch:BanBatch {id: $batch})
OPTIONAL MATCH (pointer:Published {name: 'rings'})
CALL (batch, pointer) {
  UNWIND ['pending', 'sent', 'done', 'failed', 'skipped', 'undoing', 'undoSent', 'undone', 'undoFailed'] AS state
  CALL (batch, state) {
    MATCH (item:BanItem)
    WHERE item.batch = batch.id AND item.state = state AND item.seq >= 0
    WITH item ORDER BY item.seq LIMIT 60
    RETURN collect(item) AS items
  }
  UNWIND range(0, size(items) - 1) AS place
  WITH batch, pointer, items[place] AS item, place, state ORDER BY place, state LIMIT 60
  MATCH (batch)-[listed:LISTS]->(item)
  OPTIONAL MATCH (item)-[about:ABOUT]->(account:Account)
  CALL (batch, pointer, item, account) {
    OPTIONAL MATCH (account)-[membership:MEMBER_OF]->(ring:Ring)
    WHERE ring.id = item.ring AND ring.run IN [batch.run, pointer.run]
    RETURN membership, ring ORDER BY ring.run = batch.run DESC LIMIT 1
  }
  CALL (item) {
    OPTIONAL MATCH (appeal:Appeal)-[against:AGAINST]->(item)
    RETURN appeal, against ORDER BY appeal.at DESC LIMIT 1
  }
  RETURN [listed, about, membership, against] AS ties, [item, account, ring, appeal] AS around
  UNION
  MATCH (batch)-[approved:APPROVED_BY]->(approval:BanApproval)
  RETURN [approved] AS ties, [approval] AS around ORDER BY approval.at LIMIT 5
  UNION
  MATCH (batch)-[out:LEAVES_OUT]->(exclusion:BanExclusion)
  WITH out, exclusion ORDER BY exclusion.id LIMIT 8
  OPTIONAL MATCH (exclusion)-[about:ABOUT]->(account:Account)
  RETURN [out, about] AS ties, [exclusion, account] AS around
  UNION
  MATCH (item:BanItem)
  WHERE item.batch = batch.id AND item.seq >= 0 AND item.ring IS NOT NULL
  WITH DISTINCT item.ring AS ring ORDER BY ring LIMIT 50
  MATCH (subject:CaseSubject {ref: 'ring:' + ring})
  MATCH (opened:Case)-[speaks:ABOUT]->(subject)
  RETURN [speaks] AS ties, [opened, subject] AS around ORDER BY opened.openedAt DESC LIMIT 5
  UNION
  RETURN [] AS ties, [] AS around
}
RETURN batch, ties, around
