// Removes runs that ended long ago, of which nothing else is left.
// $before epoch ms; $limit
MATCH (r:Run)
WHERE r.startedAt < datetime({epochMillis: $before}) AND r.state <> 'running' AND coalesce(r.staged, 0) = 0
  AND NOT EXISTS { MATCH (p:Published {name: 'rings'}) WHERE p.run = r.id }
  AND NOT EXISTS { MATCH (ring:Ring) WHERE ring.run = r.id AND ring.score >= 0 }
WITH r LIMIT $limit
DETACH DELETE r
RETURN count(*) AS removed
