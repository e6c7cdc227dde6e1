// The widest hubs: what do very many accounts share, and what did the run make of it?
// The widest hubs of each type and class (benign, organic, anomalous) as the published run classed them, in turns, 32 in all. Around
// each, five of its accounts and three rings that it is evidence of.
MATCH (pointer:Published {name: 'rings'})
MATCH (run:Run {id: pointer.run})-[classed:CLASSED]->(hub:Signal)
WITH run, classed, hub ORDER BY classed.accounts DESC, hub.key
WITH run, classed.class AS class, hub.type AS type, collect([classed, hub])[..6] AS widest
UNWIND range(0, size(widest) - 1) AS place
WITH run, place, widest[place] AS each ORDER BY place, class, type LIMIT 32
WITH run, each[0] AS classed, each[1] AS hub ORDER BY classed.class, classed.accounts DESC, hub.key
CALL (hub) {
  MATCH (hub)<-[observation]-(account:Account)
  WITH observation, account LIMIT 5
  RETURN collect(observation) AS observations, collect(account) AS accounts
}
CALL (run, hub) {
  MATCH (hub)<-[evidence:EVIDENCED_BY]-(ring:Ring)
  WHERE ring.run = run.id
  WITH evidence, ring ORDER BY evidence.members DESC, ring.id LIMIT 3
  RETURN collect(evidence) AS evidence, collect(ring) AS rings
}
RETURN hub, classed, run, observations, accounts, evidence, rings
