// Gives what cases are about another name. One account may be erased twice, so each keeps a number of its own.
// $rows: {ref, id}
UNWIND $rows AS row
MATCH (s:CaseSubject {ref: row.ref})
SET s.id = row.id, s.ref = s.kind + ':' + row.id + '#' + toString(id(s))
