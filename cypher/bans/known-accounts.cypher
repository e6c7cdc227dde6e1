// Which of these accounts are on the list of a batch, and where they stand.
// $batch; $accounts
UNWIND $accounts AS account
MATCH (:Account {id: account})<-[:ABOUT]-(i:BanItem {batch: $batch})
RETURN account, i.id AS id, i.state AS state
