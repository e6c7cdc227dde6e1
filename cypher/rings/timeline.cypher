// When was each member made, when did it first show the ring's evidence, and in which 8-hour windows?
// $run, $ring; $signals: how many of a member's evidence signals are looked at, its strongest first
MATCH (ring:Ring {id: $ring, run: $run})<-[membership:MEMBER_OF]-(account:Account)
OPTIONAL MATCH (account)-[observation]->(signal:Signal)
WHERE signal.key IN membership.signals[..toInteger($signals)]
WITH account, min(observation.first) AS firstSighting, collect(observation.windows) AS windows
RETURN account.createdAt AS createdAt, account.requests AS requests, firstSighting, windows;
