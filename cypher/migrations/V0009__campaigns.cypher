// A campaign is a node per run, as its rings are: (id, run). The id is kept from run to run by the accounts in common.
CREATE CONSTRAINT campaign_id_run IF NOT EXISTS FOR (c:Campaign) REQUIRE (c.id, c.run) IS UNIQUE;
CREATE INDEX campaign_run_accounts IF NOT EXISTS FOR (c:Campaign) ON (c.run, c.accounts);
