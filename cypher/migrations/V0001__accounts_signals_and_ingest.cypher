// Look-ups made on every ingested chunk, and the markers that make ingest exactly-once.
CREATE CONSTRAINT account_id IF NOT EXISTS FOR (a:Account) REQUIRE a.id IS UNIQUE;
CREATE CONSTRAINT signal_key IF NOT EXISTS FOR (s:Signal) REQUIRE s.key IS UNIQUE;
CREATE CONSTRAINT ip_prefix_cidr IF NOT EXISTS FOR (p:IpPrefix) REQUIRE p.cidr IS UNIQUE;
CREATE CONSTRAINT batch_key IF NOT EXISTS FOR (b:Batch) REQUIRE b.key IS UNIQUE;
CREATE CONSTRAINT batch_chunk_key IF NOT EXISTS FOR (c:BatchChunk) REQUIRE c.key IS UNIQUE;
CREATE INDEX batch_started_at IF NOT EXISTS FOR (b:Batch) ON (b.startedAt);
CREATE INDEX batch_chunk_at IF NOT EXISTS FOR (c:BatchChunk) ON (c.at);
CREATE CONSTRAINT api_key_id IF NOT EXISTS FOR (k:ApiKey) REQUIRE k.id IS UNIQUE;
CREATE INDEX signal_hint IF NOT EXISTS FOR (s:Signal) ON (s.hint);
CREATE CONSTRAINT migration_version IF NOT EXISTS FOR (m:Migration) REQUIRE m.version IS UNIQUE;
