// Writes rings under a run that nobody reads yet.
// $run id. $rows list of {id, score, size, firstSeen, lastSeen, requests, types, summary, features, cells}; times in epoch
//   seconds, features and cells (null for none) JSON text
UNWIND $rows AS row
CREATE (:Ring {
  id: row.id, run: $run, score: toFloat(row.score), size: toInteger(row.size),
  firstSeen: datetime({epochSeconds: toInteger(row.firstSeen)}), lastSeen: datetime({epochSeconds: toInteger(row.lastSeen)}),
  requests: toInteger(row.requests), types: row.types, summary: row.summary, features: row.features,
  cells: row.cells})
