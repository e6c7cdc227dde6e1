// Which open appeals are against bans of these accounts?
// $accounts: ids
UNWIND $accounts AS id
MATCH (account:Account {id: id})
MATCH (account)<-[:ABOUT]-(:BanItem)<-[:AGAINST]-(a:Appeal {state: 'open'})
RETURN account.id AS account, a.id AS appeal
ORDER BY account, appeal
