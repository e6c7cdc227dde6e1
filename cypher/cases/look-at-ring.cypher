// Notes the run up to which a case has looked at its ring, and what it has spoken of.
// $id of the case, $ring, $run; $size, $gone
MATCH (:Case {id: $id})-[about:ABOUT]->(:CaseSubject {ref: 'ring:' + $ring})
SET about.run = $run, about.size = $size, about.gone = $gone
