// (:ServiceKey {id, check, at}): by which keys the values in this graph were hashed. `check` is a keyed hash of a fixed text, so
// that another key under the same id is noticed before it writes.
CREATE CONSTRAINT service_key_id IF NOT EXISTS FOR (k:ServiceKey) REQUIRE k.id IS UNIQUE;
