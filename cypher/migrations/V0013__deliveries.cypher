// Messages for others and where they go: (:Delivery {id, topic, type, subject, receiver, body, bytes, state, attempts, claim, nextAt, createdAt, settledAt,
// status, problem})-[:TO]->(:Receiver {id, name, kind, url, folder, format, topics, secrets, by, at, createdAt, withdrawnAt, version}). A body is kept until it is
// delivered; secrets are sealed under a key that is not in the graph. Who sends a delivery moves its nextAt ahead: that is its lease.
CREATE CONSTRAINT receiver_id IF NOT EXISTS FOR (r:Receiver) REQUIRE r.id IS UNIQUE;
CREATE CONSTRAINT delivery_id IF NOT EXISTS FOR (d:Delivery) REQUIRE d.id IS UNIQUE;
CREATE INDEX delivery_due IF NOT EXISTS FOR (d:Delivery) ON (d.receiver, d.state, d.nextAt);
CREATE INDEX delivery_state IF NOT EXISTS FOR (d:Delivery) ON (d.state);
CREATE INDEX delivery_created IF NOT EXISTS FOR (d:Delivery) ON (d.createdAt);
CREATE INDEX delivery_state_settled IF NOT EXISTS FOR (d:Delivery) ON (d.state, d.settledAt);
// What carries a ban batch out adds to it: (:BanBatch {plan, seed, receiver, wave, lastWave, waveAt, quietSince, heldAt, startedAt, stopReason, attention}) and
// (:BanItem {delayMs, dueAt, delivery, leaseUntil, leases, detail, unsure, undo, statusBefore, settledAt}). attention: something is left to be done.
CREATE INDEX ban_item_due IF NOT EXISTS FOR (i:BanItem) ON (i.batch, i.state, i.dueAt);
CREATE INDEX ban_item_lease IF NOT EXISTS FOR (i:BanItem) ON (i.batch, i.state, i.leaseUntil);
CREATE INDEX ban_batch_attention IF NOT EXISTS FOR (b:BanBatch) ON (b.attention);
