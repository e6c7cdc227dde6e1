// Asks for the end of a back-test: one that waits has ended with this, one at work ends at its next beat. Needs the lock.
// $id, $by
MATCH (t:BackTest {id: $id})
WITH t, t.state AS state
SET t.cancelledBy = CASE WHEN state IN ['waiting', 'running'] THEN coalesce(t.cancelledBy, $by) ELSE t.cancelledBy END
FOREACH (_ IN CASE WHEN state = 'waiting' THEN [1] ELSE [] END |
  SET t.state = 'cancelled', t.stage = 'cancelled', t.finishedAt = datetime.realtime())
RETURN state
