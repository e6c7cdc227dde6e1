// What did these accounts show? As project-accounts.cypher, with the keys of the signals: few enough to be sent.
// $ids
UNWIND $ids AS id
MATCH (a:Account {id: id})
CALL (a) {
  MATCH (a)-[o:%%RELATIONSHIPS%%]->(s:Signal)
  RETURN collect(s.key) AS keys, collect(coalesce(s.class, '')) AS classes, collect(o.count) AS counts,
         collect(o.first.epochSeconds) AS firsts, collect(o.last.epochSeconds) AS lasts, collect(o.windows) AS windows
}
RETURN a.id AS account, a.createdAt.epochSeconds AS createdAt, a.requests AS requests,
       keys, classes, counts, firsts, lasts, windows
