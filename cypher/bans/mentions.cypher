// Which texts of batches name one of these?
// $names as texts of people have them; $inJson as JSON text has them
CALL () {
  MATCH (b:BanBatch)
  WHERE b.id > '' AND (any(name IN $names WHERE b.title CONTAINS name OR b.reason CONTAINS name) OR any(name IN $inJson WHERE b.source CONTAINS name))
  RETURN 'batch' AS paper, b.id AS id, b.title AS title, b.reason AS reason, null AS detail, b.source AS source, b.header AS header
  UNION ALL
  MATCH (a:BanApproval)
  WHERE a.id > '' AND any(name IN $names WHERE a.reason CONTAINS name)
  RETURN 'approval' AS paper, a.id AS id, null AS title, a.reason AS reason, null AS detail, null AS source, null AS header
  UNION ALL
  MATCH (i:BanItem)
  WHERE i.batch > '' AND i.seq >= 0 AND any(name IN $names WHERE i.reason CONTAINS name OR i.detail CONTAINS name)
  RETURN 'item' AS paper, i.id AS id, null AS title, i.reason AS reason, i.detail AS detail, null AS source, null AS header
  UNION ALL
  MATCH (e:BanExclusion)
  WHERE e.id > '' AND any(name IN $names WHERE e.detail CONTAINS name)
  RETURN 'exclusion' AS paper, e.id AS id, null AS title, null AS reason, e.detail AS detail, null AS source, null AS header
}
RETURN paper, id, title, reason, detail, source, header
