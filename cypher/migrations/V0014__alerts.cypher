// Alerts: (:AlertRule {id, when, …}) raises (:Alert {id, rule, ring, run, …}), one for each rule, ring and run. (:AlertCursor {name, run, startedAt}) is the
// run that was looked at last, and the lock under which alerts are raised. (:DecidedRing {ring, seq, state, size})-[:HAD]->(:Account) is what a ring
// was when it was confirmed or dismissed, so that it is known again when its run is not kept any more.
CREATE CONSTRAINT alert_rule_id IF NOT EXISTS FOR (r:AlertRule) REQUIRE r.id IS UNIQUE;
CREATE CONSTRAINT alert_id IF NOT EXISTS FOR (a:Alert) REQUIRE a.id IS UNIQUE;
CREATE INDEX alert_at IF NOT EXISTS FOR (a:Alert) ON (a.at);
CREATE INDEX alert_rule_ring IF NOT EXISTS FOR (a:Alert) ON (a.rule, a.ring);
CREATE INDEX alert_state IF NOT EXISTS FOR (a:Alert) ON (a.state);
CREATE CONSTRAINT alert_cursor_name IF NOT EXISTS FOR (c:AlertCursor) REQUIRE c.name IS UNIQUE;
CREATE CONSTRAINT decided_ring IF NOT EXISTS FOR (d:DecidedRing) REQUIRE d.ring IS UNIQUE;
