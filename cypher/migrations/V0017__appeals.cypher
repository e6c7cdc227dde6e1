// An appeal against one ban: (:Appeal {id, state, ticket, reason, by, at, code, said, decidedBy, decidedAt, version})-[:AGAINST]->(:BanItem). What held the account in its
// ring then is what it speaks against: (:Appeal)-[:DOUBTS]->(:Signal). While it is overturned, runs count these signals for less.
CREATE CONSTRAINT appeal_id IF NOT EXISTS FOR (a:Appeal) REQUIRE a.id IS UNIQUE;
CREATE INDEX appeal_at IF NOT EXISTS FOR (a:Appeal) ON (a.at);
CREATE INDEX appeal_state IF NOT EXISTS FOR (a:Appeal) ON (a.state);
