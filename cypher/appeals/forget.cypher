// Forgets what was said in appeals against bans of these accounts: it is theirs. How they came out stays.
// $accounts: ids; $erased: what stands for it
UNWIND $accounts AS id
MATCH (account:Account {id: id})
MATCH (account)<-[:ABOUT]-(:BanItem)<-[:AGAINST]-(a:Appeal)
SET a.reason = $erased, a.ticket = null, a.said = CASE WHEN a.said IS NULL THEN null ELSE $erased END
RETURN count(a) AS appeals
