// Adds what a chunk's accounts used. They are there already; rows are in order of id.
// $rows list of {id, requests, tokensIn, tokensOut, toolCalls, streamed, hours: [[hour of week, requests]],
//   capabilities|models|clients: [[name, requests]]}
// $maxNames where a list of names stops growing: requests of further names are in the totals only
UNWIND $rows AS row
MATCH (a:Account {id: row.id})
SET a.requests = a.requests + row.requests
SET a.tokensIn = a.tokensIn + row.tokensIn
SET a.tokensOut = a.tokensOut + row.tokensOut
SET a.toolCalls = a.toolCalls + row.toolCalls
SET a.streamed = a.streamed + row.streamed
SET a.hourOfWeek = reduce(p = a.hourOfWeek, h IN row.hours | p[..h[0]] + [p[h[0]] + h[1]] + p[h[0] + 1..])
// The counts first: the names they belong to are still the old ones while they are added up.
SET a.capabilityCounts = (
    [i IN range(0, size(a.capabilityNames) - 1) |
      reduce(sum = a.capabilityCounts[i], n IN row.capabilities | CASE WHEN n[0] = a.capabilityNames[i] THEN sum + n[1] ELSE sum END)]
    + [n IN row.capabilities WHERE NOT n[0] IN a.capabilityNames | n[1]])[..$maxNames]
SET a.capabilityNames = (a.capabilityNames + [n IN row.capabilities WHERE NOT n[0] IN a.capabilityNames | n[0]])[..$maxNames]
SET a.modelCounts = (
    [i IN range(0, size(a.modelNames) - 1) |
      reduce(sum = a.modelCounts[i], n IN row.models | CASE WHEN n[0] = a.modelNames[i] THEN sum + n[1] ELSE sum END)]
    + [n IN row.models WHERE NOT n[0] IN a.modelNames | n[1]])[..$maxNames]
SET a.modelNames = (a.modelNames + [n IN row.models WHERE NOT n[0] IN a.modelNames | n[0]])[..$maxNames]
SET a.clientCounts = (
    [i IN range(0, size(a.clientNames) - 1) |
      reduce(sum = a.clientCounts[i], n IN row.clients | CASE WHEN n[0] = a.clientNames[i] THEN sum + n[1] ELSE sum END)]
    + [n IN row.clients WHERE NOT n[0] IN a.clientNames | n[1]])[..$maxNames]
SET a.clientNames = (a.clientNames + [n IN row.clients WHERE NOT n[0] IN a.clientNames | n[0]])[..$maxNames]
