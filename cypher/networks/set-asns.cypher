// Makes autonomous systems, and names them anew where their name has changed. Rows are in order of number.
// $rows list of {number, name}
UNWIND $rows AS row
MERGE (a:Asn {number: row.number})
WITH a, row WHERE coalesce(a.name, '') <> row.name
SET a.name = row.name
