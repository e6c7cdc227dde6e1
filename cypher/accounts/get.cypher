// What is known of one account, and which ring of the published run is it in?
// $account
MATCH (account:Account {id: $account})
OPTIONAL MATCH (pointer:Published {name: 'rings'})
CALL (account, pointer) {
  OPTIONAL MATCH (account)-[membership:MEMBER_OF]->(ring:Ring)
  WHERE ring.run = pointer.run
  RETURN ring, membership ORDER BY membership.strength DESC LIMIT 1
}
CALL (ring) {
  OPTIONAL MATCH (decision:Decision)
  WHERE decision.ring = ring.id AND decision.seq > 0
  RETURN decision ORDER BY decision.seq DESC LIMIT 1
}
RETURN account.id AS id, account.createdAt AS createdAt, account.firstSeen AS firstSeen, account.lastSeen AS lastSeen,
  account.status AS status, account.events AS events, account.requests AS requests,
  account.tokensIn AS tokensIn, account.tokensOut AS tokensOut, account.toolCalls AS toolCalls,
  account.streamed AS streamed, account.hourOfWeek AS hourOfWeek,
  account.capabilityNames AS capabilityNames, account.capabilityCounts AS capabilityCounts,
  account.modelNames AS modelNames, account.modelCounts AS modelCounts,
  account.clientNames AS clientNames, account.clientCounts AS clientCounts,
  [name IN keys(account) WHERE name STARTS WITH 'attr_' | {name: substring(name, 5), value: account[name]}] AS attributes,
  CASE WHEN ring IS NULL THEN null ELSE {
    id: ring.id, run: ring.run, score: ring.score, size: ring.size, summary: ring.summary,
    strength: membership.strength, bits: membership.bits, state: coalesce(decision.state, 'new')
  } END AS ring;
