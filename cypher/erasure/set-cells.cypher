// Replaces cells of rings.
// $rows: {id, run, cells: JSON text}
UNWIND $rows AS row
MATCH (r:Ring {id: row.id, run: row.run})
SET r.cells = row.cells
