// Gives the signals of these templates the caption that the template has today. Rows are in order of key, as locks are taken
// everywhere; a signal whose caption stays is not locked.
// $rows list of {key, id}: a signal's key and its template's id
UNWIND $rows AS row
MATCH (p:TemplatePattern {id: row.id})
MATCH (s:Signal {key: row.key})
WHERE s.hint <> p.caption
SET s.hint = p.caption
