// The history of a ring: which rings of earlier runs did it come from?
// Back through up to eight kept runs, with splits and merges.
// $ring: a ring's id, set before:
// :param ring => 'ring_q2hbjbahybbl'
MATCH (pointer:Published {name: 'rings'})
MATCH (ring:Ring {id: $ring, run: pointer.run})
MATCH history = (:Ring)-[:SUCCEEDED_BY*0..8]->(ring)
WITH history ORDER BY length(history), [each IN nodes(history) | each.id] LIMIT 200
UNWIND nodes(history) AS stage
WITH DISTINCT history, stage
MATCH (run:Run {id: stage.run})
RETURN history, run
