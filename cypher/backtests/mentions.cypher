// Which back-tests name one of these in their name or note, and which versions in their reason?
// $names
CALL () {
  MATCH (t:BackTest)
  WHERE t.createdAt >= datetime({epochMillis: 0}) AND any(name IN $names WHERE t.name CONTAINS name OR t.note CONTAINS name)
  RETURN t.id AS id, null AS version, t.name AS name, t.note AS note
  UNION ALL
  MATCH (v:EngineVersion)
  WHERE v.version > 0 AND any(name IN $names WHERE v.reason CONTAINS name)
  RETURN null AS id, v.version AS version, null AS name, v.reason AS note
}
RETURN id, version, name, note
