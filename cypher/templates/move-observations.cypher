// Moves what accounts show of one signal onto another, by the rules of ingest/observations: counts add up, first and last times
// widen, `windows` stays sorted, unique, the newest $maxWindows. All in one step: killed anywhere, each is on one of the two. `rewrites`
// tells a run that the account shows something else now.
// $from and $to keys, $accounts ids of accounts that this transaction has locked, $maxWindows int
MATCH (old:Signal {key: $from})
MATCH (s:Signal {key: $to})
UNWIND $accounts AS account
MATCH (a:Account {id: account})
MATCH (a)-[was:%%RELATIONSHIP%%]->(old)
SET a.rewrites = coalesce(a.rewrites, 0) + 1
MERGE (a)-[r:%%RELATIONSHIP%%]->(s)
  ON CREATE SET
    r.first = was.first,
    r.last = was.last,
    r.count = was.count,
    r.windows = was.windows
  ON MATCH SET
    r.first = CASE WHEN r.first <= was.first THEN r.first ELSE was.first END,
    r.last = CASE WHEN r.last >= was.last THEN r.last ELSE was.last END,
    r.count = r.count + was.count,
    r.windows = CASE
      WHEN was.windows[0] > r.windows[-1] THEN (r.windows + was.windows)[-$maxWindows..]
      ELSE reduce(kept = r.windows, w IN was.windows |
        CASE WHEN w IN kept THEN kept ELSE [k IN kept WHERE k < w] + w + [k IN kept WHERE k > w] END)[-$maxWindows..] END
DELETE was
RETURN count(*) AS moved
