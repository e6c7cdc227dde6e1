// Ties rings of the run to the signals that hold them together.
// $run id. $rows list of {ring, signal, bits, members, accounts}
UNWIND $rows AS row
MATCH (r:Ring {id: row.ring, run: $run})
MATCH (s:Signal {key: row.signal})
CREATE (r)-[:EVIDENCED_BY {bits: toFloat(row.bits), members: toInteger(row.members), accounts: toInteger(row.accounts)}]->(s)
