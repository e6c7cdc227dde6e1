// A case and what it rests on: what is it about, what ties that together, and what was found?
// What it is about, and of each of up to five rings that the published run has, the eight strongest signals and the twelve strongest members. Its notes and
// frozen evidence, the newest 20 of each, and the cases that were merged with it.
// $case: a case's id, set before:
// :param case => 'case_k2m7xq4w3b5a'
MATCH (opened:Case {id: $case})
OPTIONAL MATCH (pointer:Published {name: 'rings'})
CALL (opened, pointer) {
  MATCH (opened)-[about:ABOUT]->(subject:CaseSubject)
  WITH about, subject ORDER BY about.at, subject.ref LIMIT 20
  OPTIONAL MATCH (subject)-[same:IS]->(thing)
  RETURN [about, same] AS ties, [subject, thing] AS around
  UNION
  MATCH (opened)-[about:ABOUT]->(subject:CaseSubject)
  WHERE subject.kind = 'ring'
  MATCH (ring:Ring {id: subject.id, run: pointer.run})
  WITH ring ORDER BY ring.score DESC, ring.id LIMIT 5
  CALL (ring) {
    MATCH (ring)-[evidence:EVIDENCED_BY]->(signal:Signal)
    RETURN evidence AS tie, signal AS far ORDER BY evidence.bits * evidence.members DESC, signal.key LIMIT 8
    UNION
    MATCH (ring)<-[membership:MEMBER_OF]-(member:Account)
    RETURN membership AS tie, member AS far ORDER BY membership.strength DESC, member.id LIMIT 12
  }
  RETURN [tie] AS ties, [ring, far] AS around
  UNION
  MATCH (opened)-[has:HAS_NOTE]->(note:CaseNote)
  RETURN [has] AS ties, [note] AS around ORDER BY note.at DESC LIMIT 20
  UNION
  MATCH (opened)-[has:HAS_SNAPSHOT]->(snapshot:EvidenceSnapshot)
  RETURN [has] AS ties, [snapshot] AS around ORDER BY snapshot.at DESC LIMIT 20
  UNION
  MATCH (opened)-[merged:MERGED_INTO]-(other:Case)
  RETURN [merged] AS ties, [other] AS around ORDER BY other.id LIMIT 20
  UNION
  RETURN [] AS ties, [] AS around
}
RETURN opened, ties, around
