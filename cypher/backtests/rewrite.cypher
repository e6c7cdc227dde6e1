// Replaces names and notes of back-tests.
// $rows: {id, name, note}
UNWIND $rows AS row
MATCH (t:BackTest {id: row.id})
SET t.name = row.name, t.note = row.note
