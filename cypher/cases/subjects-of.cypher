// Under what are these known to cases?
// $refs: `kind:id`
UNWIND $refs AS ref
MATCH (s:CaseSubject {ref: ref})
RETURN s.ref AS ref
