// What did each account show? One row an account in order of id, its observations as lists side by side, in one read
// transaction with nothing held in the server. On 2 cores the driver reads 250,000 observations of 50,000 accounts so at
// 500,000 a second, against 280,000 as lists of 2,000 accounts, and 60,000 to 225,000 as rows of one observation each; a
// run, keys of signals included, at 240,000. Signals are named by the server's internal id here (elementId() took a fifth
// longer, keys half as long again): no id is given to another node while this transaction is open.
MATCH (a:Account)
WHERE a.id > ''
WITH a ORDER BY a.id
CALL (a) {
  MATCH (a)-[o:%%RELATIONSHIPS%%]->(s:Signal)
  RETURN collect(id(s)) AS signals, collect(o.count) AS counts, collect(o.first.epochSeconds) AS firsts,
         collect(o.last.epochSeconds) AS lasts, collect(o.windows) AS windows
}
RETURN a.id AS account, a.createdAt.epochSeconds AS createdAt, a.requests AS requests,
       signals, counts, firsts, lasts, windows
