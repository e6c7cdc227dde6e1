// Which signals do overturned appeals speak against, and how did all appeals about them come out? No parameters.
MATCH (appeal:Appeal)
WHERE appeal.state = 'overturned'
CALL (appeal) {
  MATCH (appeal)-[:DOUBTS]->(s:Signal)
  RETURN s
}
WITH DISTINCT s
RETURN s.key AS signal, COUNT { (s)<-[:DOUBTS]-(a:Appeal) WHERE a.state = 'overturned' } AS overturned,
  COUNT { (s)<-[:DOUBTS]-(a:Appeal) WHERE a.state = 'upheld' } AS upheld
ORDER BY signal
