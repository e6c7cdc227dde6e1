// May this transaction write part $part of the run's rings? Counting the parts makes each of them happen once, also when
// the answer to a commit is lost; the write lock on the run makes a late part of a run given up find that out.
// $run id, $part 0, 1, …
MATCH (r:Run {id: $run})
SET r.staged = r.staged
WITH r, r.staged AS staged, r.state AS state
FOREACH (_ IN CASE WHEN state = 'running' AND staged = $part THEN [1] ELSE [] END | SET r.staged = staged + 1)
RETURN state, staged
