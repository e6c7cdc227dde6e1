// Keeps what the run held of the largest hubs: with the run, not on the signal, so that it changes with the switch.
// $run id. $rows list of {signal, class, accounts, features}; features JSON text
MATCH (r:Run {id: $run})
UNWIND $rows AS row
MATCH (s:Signal {key: row.signal})
CREATE (r)-[:CLASSED {class: row.class, accounts: toInteger(row.accounts), features: row.features}]->(s)
