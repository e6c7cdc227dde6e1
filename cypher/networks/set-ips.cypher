// What is the network of these addresses? Properties that are null are removed; an address that has them already is not written.
// $rows list of {key, class, asn, country, lists}, each of the last four null where unknown
UNWIND $rows AS row
MATCH (s:Signal {key: row.key})
WHERE coalesce(s.class, '') <> coalesce(row.class, '') OR coalesce(s.asn, 0) <> coalesce(row.asn, 0)
  OR coalesce(s.country, '') <> coalesce(row.country, '') OR coalesce(s.lists, []) <> coalesce(row.lists, [])
SET s.class = row.class, s.asn = row.asn, s.country = row.country, s.lists = row.lists
