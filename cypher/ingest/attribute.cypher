// Keeps what a chunk told of one attribute of its accounts: the newest telling, of equal time the greater. Accounts are there already.
// $rows list of {id, value, at} in order of id, `at` epoch ms
UNWIND $rows AS row
MATCH (a:Account {id: row.id})
WHERE a.%%TIME%% IS NULL OR a.%%TIME%% < row.at OR (a.%%TIME%% = row.at AND a.%%ATTRIBUTE%% < row.value)
SET a.%%ATTRIBUTE%% = row.value, a.%%TIME%% = row.at
