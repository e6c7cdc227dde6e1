// Adds a chunk's events to its accounts. Rows are in order of id, so that locks are taken in one order.
// $rows list of {id, createdAt, firstSeen, lastSeen, events}; times are epoch ms, createdAt may be null
// $noHours 168 zeros
UNWIND $rows AS row
WITH row, datetime({epochMillis: row.firstSeen}) AS firstSeen, datetime({epochMillis: row.lastSeen}) AS lastSeen,
  CASE WHEN row.createdAt IS NOT NULL THEN datetime({epochMillis: row.createdAt}) END AS createdAt
MERGE (a:Account {id: row.id})
  ON CREATE SET
    a.status = 'active',
    a.createdAt = createdAt,
    a.firstSeen = firstSeen,
    a.lastSeen = lastSeen,
    a.events = 0,
    a.requests = 0,
    a.tokensIn = 0,
    a.tokensOut = 0,
    a.toolCalls = 0,
    a.streamed = 0,
    a.hourOfWeek = $noHours,
    a.capabilityNames = [],
    a.capabilityCounts = [],
    a.modelNames = [],
    a.modelCounts = [],
    a.clientNames = [],
    a.clientCounts = []
SET a.events = a.events + row.events
SET a.createdAt = CASE WHEN createdAt IS NULL OR a.createdAt <= createdAt THEN a.createdAt ELSE createdAt END
SET a.firstSeen = CASE WHEN a.firstSeen <= firstSeen THEN a.firstSeen ELSE firstSeen END
SET a.lastSeen = CASE WHEN a.lastSeen >= lastSeen THEN a.lastSeen ELSE lastSeen END
