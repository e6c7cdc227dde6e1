// A ban batch: who is to be banned and why, frozen, approved and carried out.
//   (:BanBatch {id, state, phase, version, author, authors, approvals, approvalsNeeded, approvalsBecause, title, reason, source, run, items,
//              excluded, createdAt, changedAt, freezingAt, frozenAt, root, header, …})
//     state, phase, authors, approvals, approvalsNeeded: see src/bans/batch-states.ts, the only place where they change. version: +1 with each
//     step, the ETag. source, header: JSON text. run: the detection run that the list was drawn from. items, excluded: how many.
//   (:BanBatch)-[:LISTS]->(:BanItem {id, batch, seq, account, ring, rings, strength, bits, reason, state, wave, line, hash, alone, …})-[:ABOUT]->(:Account)
//     id '<batch>.i_<12 random characters>': what the idempotency keys of its actions are made from. seq: from 1 without gaps once it is
//     frozen. account: its id, null once it is forgotten. ring: where it is held most strongly; rings: all. line: its line of the manifest (JSON
//     text) and hash that of it, which stays when the line is forgotten. alone: whether one signal alone holds it. state:
//     src/bans/item-states.ts; pending from the draft on. wave: null until the batch is started, 0 for the canary, then from 1.
//     Whoever carries it out sets status 'banned' of the account in the transaction in which the item becomes done, and 'active' with undone.
//   (:BanBatch)-[:LEAVES_OUT]->(:BanExclusion {id, batch, account, why, detail, by, at, …})-[:ABOUT]->(:Account), where the graph knows it.
//   (:BanBatch)-[:APPROVED_BY]->(:BanApproval {id, batch, by, name, verdict, reason, at}), verdict approved or rejected.
//   (:BanLock {name}): held by whoever fixes a list, so that two batches cannot both take an account.
// What carries a batch out adds to the batch and its items, and has nodes of its own.
CREATE CONSTRAINT ban_batch_id IF NOT EXISTS FOR (b:BanBatch) REQUIRE b.id IS UNIQUE;
CREATE INDEX ban_batch_created_at IF NOT EXISTS FOR (b:BanBatch) ON (b.createdAt);
CREATE INDEX ban_batch_state IF NOT EXISTS FOR (b:BanBatch) ON (b.state);
CREATE CONSTRAINT ban_item_id IF NOT EXISTS FOR (i:BanItem) REQUIRE i.id IS UNIQUE;
CREATE INDEX ban_item_batch_seq IF NOT EXISTS FOR (i:BanItem) ON (i.batch, i.seq);
CREATE INDEX ban_item_batch_state_seq IF NOT EXISTS FOR (i:BanItem) ON (i.batch, i.state, i.seq);
CREATE INDEX ban_item_batch_wave_seq IF NOT EXISTS FOR (i:BanItem) ON (i.batch, i.wave, i.seq);
CREATE INDEX ban_item_ring_batch IF NOT EXISTS FOR (i:BanItem) ON (i.ring, i.batch);
CREATE CONSTRAINT ban_exclusion_id IF NOT EXISTS FOR (e:BanExclusion) REQUIRE e.id IS UNIQUE;
CREATE INDEX ban_exclusion_batch_account IF NOT EXISTS FOR (e:BanExclusion) ON (e.batch, e.account);
CREATE CONSTRAINT ban_approval_id IF NOT EXISTS FOR (a:BanApproval) REQUIRE a.id IS UNIQUE;
CREATE CONSTRAINT ban_lock_name IF NOT EXISTS FOR (l:BanLock) REQUIRE l.name IS UNIQUE;
