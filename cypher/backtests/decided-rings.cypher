// Which rings have people confirmed or dismissed, and which accounts had each then? A ring that is not kept any more has none; of those kept, it is
// the run that was read when it was decided, else the one nearest to it. Accounts that were made after $until had no part in it.
// $until epoch ms, a far future for the present
MATCH (d:Decision)
WHERE d.ring > '' AND d.seq > 0
WITH d ORDER BY d.ring, d.seq DESC
WITH d.ring AS ring, head(collect(d)) AS newest
WHERE newest.state IN ['confirmed', 'dismissed']
OPTIONAL CALL (ring, newest) {
  MATCH (kept:Ring)
  WHERE kept.id = ring AND kept.run > ''
  MATCH (run:Run {id: kept.run})
  WHERE run.state = 'published'
  RETURN kept
  ORDER BY run.finishedAt > newest.at, abs(run.finishedAt.epochMillis - newest.at.epochMillis)
  LIMIT 1
}
RETURN ring, newest.state AS state, newest.at AS at, kept IS NOT NULL AS kept,
  COLLECT { MATCH (a:Account)-[:MEMBER_OF]->(kept)
            WHERE a.createdAt IS NULL OR a.createdAt <= datetime({epochMillis: $until}) RETURN a.id } AS accounts
ORDER BY ring
