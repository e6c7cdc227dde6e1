// Removes the entries of the allow-list about these accounts and signals.
// $accounts, $signals: ids and keys
MATCH (a:Allowance)
WHERE a.at >= datetime({epochMillis: 0})
  AND ((a.kind = 'account' AND a.target IN $accounts) OR (a.kind = 'signal' AND a.target IN $signals))
DETACH DELETE a
RETURN count(*) AS removed
