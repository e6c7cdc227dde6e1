// Which evidence was frozen in a case and in those that went on in it, the newest first?
// $id; $before epoch ms and $beforeId: where the page begins; $limit
MATCH (from:Case)-[:MERGED_INTO*0..]->(:Case {id: $id})
MATCH (from)-[:HAS_SNAPSHOT]->(s:EvidenceSnapshot)
WITH from, s, s.at.epochMillis AS at
WHERE at < $before OR (at = $before AND s.id > $beforeId)
RETURN s.id AS id, from.id AS case, s.kind AS kind, s.target AS target, s.run AS run, s.hash AS hash, size(s.content) AS characters, s.by AS by, at
ORDER BY at DESC, id
LIMIT $limit
