// When was each account in a ring made, and in which 8-hour windows did it show the ring's evidence? A row an account, each
// window once: sent for each signal apart, they took twice the reader's memory.
// $run; $signals: how many of an account's evidence signals are looked at, its strongest first
MATCH (ring:Ring)
WHERE ring.run = $run AND ring.size >= 0
MATCH (ring)<-[membership:MEMBER_OF]-(account:Account)
RETURN account.createdAt AS createdAt, coalesce(account.requests, 0) AS requests,
  COLLECT {
    MATCH (account)-[observation]->(signal:Signal)
    WHERE signal.key IN membership.signals[..toInteger($signals)]
    UNWIND observation.windows AS window
    RETURN DISTINCT window
  } AS windows;
