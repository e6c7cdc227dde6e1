// How do some members of a ring touch some signals of its evidence?
// $run, $ring, $accounts (ids), $signals (keys), $limit
MATCH (ring:Ring {id: $ring, run: $run})
UNWIND $accounts AS id
// On a graph that grew since the plan was made the planner may prefer to scan all accounts.
MATCH (account:Account {id: id})-[membership:MEMBER_OF]->(ring)
USING INDEX SEEK account:Account(id)
UNWIND [key IN membership.signals WHERE key IN $signals] AS key
MATCH (signal:Signal {key: key})
MATCH (account)-[observation]->(signal)
RETURN id AS account, key AS signal, type(observation) AS relationship, observation.count AS count,
  observation.first AS first, observation.last AS last
ORDER BY account, signal
LIMIT toInteger($limit);
