// Which papers of cases name one of these?
// $names as texts of people have them; $inJson as JSON text has them
CALL () {
  MATCH (c:Case)
  WHERE c.id > '' AND any(name IN $names WHERE c.title CONTAINS name)
  RETURN 'title' AS paper, c.id AS id, null AS seq, c.title AS text
  UNION ALL
  MATCH (n:CaseNote)
  WHERE n.id > '' AND any(name IN $names WHERE n.text CONTAINS name)
  RETURN 'note' AS paper, n.id AS id, null AS seq, n.text AS text
  UNION ALL
  MATCH (e:CaseEvent)
  WHERE e.case > '' AND e.seq > 0 AND any(name IN $inJson WHERE e.facts CONTAINS name)
  RETURN 'event' AS paper, e.case AS id, e.seq AS seq, e.facts AS text
  UNION ALL
  MATCH (s:EvidenceSnapshot)
  WHERE s.id > '' AND (any(name IN $inJson WHERE s.content CONTAINS name) OR any(name IN $names WHERE s.target CONTAINS name))
  RETURN 'snapshot' AS paper, s.id AS id, null AS seq, s.content AS text
}
RETURN paper, id, seq, text
