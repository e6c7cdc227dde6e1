// Which ring nodes does this run have, and how large are they?
// $run id
MATCH (r:Ring)
WHERE r.run = $run AND r.size >= 0
RETURN r.id AS id, r.size AS size
