// Removes the campaigns of a run that nobody reads any more, once its rings are gone; so nothing hangs on them but themselves.
// $run id, $limit campaigns
MATCH (c:Campaign)
WHERE c.run = $run AND c.accounts >= 0
WITH c LIMIT toInteger($limit)
DETACH DELETE c
RETURN count(*) AS removed
