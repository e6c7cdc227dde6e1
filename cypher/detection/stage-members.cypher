// Ties accounts to rings of the run. An account erased since the run read the graph is passed over.
// $run id. $rows list of {ring, account, strength, bits, signals, cell}; cell: number from 1, null for none
UNWIND $rows AS row
MATCH (r:Ring {id: row.ring, run: $run})
MATCH (a:Account {id: row.account})
CREATE (a)-[:MEMBER_OF {strength: toFloat(row.strength), bits: toFloat(row.bits), signals: row.signals,
  cell: toInteger(row.cell)}]->(r)
