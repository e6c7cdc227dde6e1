// What was noted in a case and in those that went on in it, the newest first?
// $id; $before epoch ms and $beforeId: where the page begins; $limit
MATCH (from:Case)-[:MERGED_INTO*0..]->(:Case {id: $id})
MATCH (from)-[:HAS_NOTE]->(n:CaseNote)
WITH from, n, n.at.epochMillis AS at
WHERE at < $before OR (at = $before AND n.id > $beforeId)
RETURN n.id AS id, from.id AS case, n.text AS text, n.by AS by, at
ORDER BY at DESC, id
LIMIT $limit
