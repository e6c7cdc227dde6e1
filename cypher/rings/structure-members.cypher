// What had each member of some rings shown, evidence or not, by the time a run read the graph? A row a member, its observations as
// lists side by side, so that the server holds one member at a time.
// $run, $rings (ids), $until (epoch seconds)
UNWIND range(0, size($rings) - 1) AS place
MATCH (ring:Ring {id: $rings[place], run: $run})<-[:MEMBER_OF]-(account:Account)
CALL (account) {
  MATCH (account)-[observation:%%RELATIONSHIPS%%]->(signal:Signal)
  WHERE observation.first.epochSeconds <= $until
  RETURN collect(id(signal)) AS signals, collect(type(observation)) AS relationships,
    collect(observation.windows) AS windows, min(observation.first.epochSeconds) AS firstShown
}
RETURN place, account.id AS account, coalesce(account.createdAt.epochSeconds, firstShown) AS created,
  signals, relationships, windows;
