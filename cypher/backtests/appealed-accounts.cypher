// Which accounts had a ban that an appeal upheld or overturned, and when was that decided? No parameters.
MATCH (appeal:Appeal)
WHERE appeal.state IN ['upheld', 'overturned']
MATCH (appeal)-[:AGAINST]->(item:BanItem)
RETURN item.account AS account, appeal.state AS state, appeal.decidedAt AS at
ORDER BY at, account
