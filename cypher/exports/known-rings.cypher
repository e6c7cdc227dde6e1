// Which of these rings does the run have?
// $run, $rings (ids)
UNWIND $rings AS id
MATCH (ring:Ring {id: id, run: $run})
RETURN ring.id AS id;
