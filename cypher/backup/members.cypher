// Who is in these rings?
// $run, $rings ids
UNWIND $rings AS ring
MATCH (:Ring {id: ring, run: $run})<-[m:MEMBER_OF]-(a:Account)
RETURN ring, a.id AS account, properties(m) AS properties
