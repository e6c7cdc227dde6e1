// How many deliveries wait, and how many are dead: for metrics.
UNWIND ['pending', 'dead'] AS state
CALL (state) {
  MATCH (d:Delivery)
  WHERE d.state = state
  RETURN count(*) AS count
}
RETURN state, count
