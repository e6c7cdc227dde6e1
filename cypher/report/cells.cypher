// What does a run say of the cells of a ring? As JSON text; null where it cut none.
// $run, $ring
MATCH (ring:Ring {id: $ring, run: $run})
RETURN ring.cells AS cells
