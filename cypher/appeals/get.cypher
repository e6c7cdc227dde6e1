// One appeal with the ban that it is against, and how appeals about each of its signals came out.
// $id
MATCH (a:Appeal {id: $id})-[:AGAINST]->(i:BanItem)
RETURN a.id AS id, a.state AS state, a.ticket AS ticket, a.reason AS reason, a.by AS by, a.at AS at, a.code AS code, a.said AS said,
  a.decidedBy AS decidedBy, a.decidedAt AS decidedAt, a.version AS version, i.account AS account, i.batch AS batch, i.ring AS ring, i.state AS banState,
  i.strength AS strength, i.line AS line,
  COLLECT {
    MATCH (a)-[:DOUBTS]->(s:Signal)
    WITH s, COUNT { (s)<-[:DOUBTS]-(o:Appeal) WHERE o.state = 'overturned' } AS overturned,
      COUNT { (s)<-[:DOUBTS]-(o:Appeal) WHERE o.state = 'upheld' } AS upheld
    RETURN {key: s.key, type: s.type, hint: s.hint, overturned: overturned, upheld: upheld} ORDER BY s.key
  } AS signals
