// Writes a new API key; of its secret only the hash. MERGE, since a try whose commit went unanswered comes again.
// $id, $name, $hash: texts; $roles: list of texts; $now: epoch milliseconds
MERGE (k:ApiKey {id: $id})
  ON CREATE SET k.name = $name, k.hash = $hash, k.roles = $roles, k.createdAt = datetime({epochMillis: $now})
