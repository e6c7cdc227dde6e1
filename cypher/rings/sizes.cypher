// Which rings does a run have, the surest first, and how large are they?
// $run
MATCH (ring:Ring)
WHERE ring.run = $run AND ring.score >= 0
RETURN ring.id AS id, ring.size AS size
ORDER BY ring.score DESC, id;
