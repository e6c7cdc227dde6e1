// What is a case about? The first is what it was opened for.
// $id
MATCH (c:Case {id: $id})-[about:ABOUT]->(s:CaseSubject)
RETURN s.kind AS kind, s.id AS target, about.by AS by, about.at AS at, about.size AS size, about.gone AS gone
ORDER BY at, kind, target
