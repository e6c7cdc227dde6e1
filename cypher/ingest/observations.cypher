// Adds a chunk's observations of one signal type: account × signal with times, count and 8-hour windows. Accounts and
// signals are there already. Rows are in order of (key, account). `windows` stays sorted, unique, the newest $maxWindows.
// $rows list of {account, key, first, last, count, windows}; times are epoch ms
UNWIND $rows AS row
MATCH (a:Account {id: row.account})
WITH a, row, datetime({epochMillis: row.first}) AS first, datetime({epochMillis: row.last}) AS last
MATCH (s:Signal {key: row.key})
MERGE (a)-[r:%%RELATIONSHIP%%]->(s)
  ON CREATE SET
    r.first = first,
    r.last = last,
    r.count = row.count,
    r.windows = row.windows
  ON MATCH SET
    r.first = CASE WHEN r.first <= first THEN r.first ELSE first END,
    r.last = CASE WHEN r.last >= last THEN r.last ELSE last END,
    r.count = r.count + row.count,
    r.windows = CASE
      // Events mostly come in order of time: the new windows are the newest.
      WHEN row.windows[0] > r.windows[-1] THEN (r.windows + row.windows)[-$maxWindows..]
      ELSE reduce(kept = r.windows, w IN row.windows |
        CASE WHEN w IN kept THEN kept ELSE [k IN kept WHERE k < w] + w + [k IN kept WHERE k > w] END)[-$maxWindows..] END
RETURN count(r) AS written
