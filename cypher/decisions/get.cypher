// One entry of the allow-list.
// $id
MATCH (a:Allowance {id: $id})
RETURN a.id AS id, a.kind AS kind, a.target AS target, a.code AS code, a.reason AS reason, a.by AS by, a.at AS at, a.until AS until,
  a.version AS version, a.withdrawnAt AS withdrawnAt, COUNT { (a)-[:ALLOWS]->() } AS bound
