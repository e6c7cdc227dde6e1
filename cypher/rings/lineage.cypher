// Which rings of published runs did this one come from, and go on in? A run that is being written is not seen.
// $run, $ring
MATCH (ring:Ring {id: $ring, run: $run})
CALL (ring) {
  MATCH (other:Ring)-[succession:SUCCEEDED_BY]->(ring)
  RETURN 'predecessor' AS role, other, succession
  UNION ALL
  MATCH (ring)-[succession:SUCCEEDED_BY]->(other:Ring)
  RETURN 'successor' AS role, other, succession
}
WITH role, other, succession
WHERE EXISTS { MATCH (run:Run {id: other.run}) WHERE run.state = 'published' }
RETURN role, other.id AS id, other.run AS run, other.size AS size, succession.jaccard AS jaccard, succession.how AS how
ORDER BY role, jaccard DESC, id;
