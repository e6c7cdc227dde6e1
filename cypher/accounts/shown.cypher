// What has an account shown, and when? As lists side by side.
// $account
MATCH (account:Account {id: $account})
CALL (account) {
  MATCH (account)-[observation:%%RELATIONSHIPS%%]->(signal:Signal)
  RETURN collect(signal.key) AS keys, collect(signal.type) AS types, collect(observation.windows) AS windows,
    min(observation.first.epochSeconds) AS firstShown
}
RETURN coalesce(account.createdAt.epochSeconds, firstShown) AS created, keys, types, windows;
