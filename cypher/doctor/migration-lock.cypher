// Who holds the right to migrate, and for how long still, ms? No parameters.
MATCH (l:MigrationLock {name: 'migrations'})
WHERE l.holder IS NOT NULL
RETURN l.holder AS holder, l.until.epochMillis - datetime.realtime().epochMillis AS leftMs
