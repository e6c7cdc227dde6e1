// Which rings of the run before went on in no ring of this one, the largest first?
// $run, $previous: the run before it; $limit: how many are named
MATCH (former:Ring)
WHERE former.run = $previous AND former.size >= 0
  AND NOT EXISTS { MATCH (former)-[:SUCCEEDED_BY]->(next:Ring) WHERE next.run = $run }
WITH former
ORDER BY former.size DESC, former.id
RETURN count(former) AS rings, coalesce(sum(former.size), 0) AS accounts,
  collect(former {.id, .size, .summary})[..toInteger($limit)] AS largest;
