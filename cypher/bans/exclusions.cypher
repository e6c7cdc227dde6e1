// The next accounts that a batch leaves out.
// $batch; $after: the last account seen; $why (empty for any); $limit
MATCH (e:BanExclusion)
WHERE e.batch = $batch AND e.account > $after AND (size($why) = 0 OR e.why IN $why)
WITH e ORDER BY e.account LIMIT $limit
RETURN e.account AS account, e.why AS why, e.detail AS detail, e.by AS by, e.at AS at, e.ring AS ring
ORDER BY account
