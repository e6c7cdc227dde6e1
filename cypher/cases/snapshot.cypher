// One frozen piece of evidence of a case, or of one that went on in it.
// $id of the case, $snapshot id
MATCH (s:EvidenceSnapshot {id: $snapshot})<-[:HAS_SNAPSHOT]-(from:Case)
WHERE EXISTS { (from)-[:MERGED_INTO*0..]->(:Case {id: $id}) }
RETURN s.id AS id, from.id AS case, s.kind AS kind, s.target AS target, s.run AS run, s.hash AS hash, size(s.content) AS characters, s.by AS by, s.at AS at,
  s.content AS content, s.rehash AS rehash
