// Who holds the right to run a detection, and since when has the holder been silent, ms? No parameters.
MATCH (l:Lease {name: 'detection'})
RETURN l.holder AS holder, l.run AS run, datetime.realtime().epochMillis - l.renewedAt.epochMillis AS silentMs
