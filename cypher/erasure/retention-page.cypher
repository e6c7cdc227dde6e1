// Of the accounts behind an id: which were not seen for so long, and how many observations of each are too old?
// $after id; $unseenBefore epoch ms; $before: relationship type → epoch ms; $limit
MATCH (a:Account)
WHERE a.id > $after
WITH a ORDER BY a.id LIMIT $limit
RETURN a.id AS id, a.lastSeen < datetime({epochMillis: $unseenBefore}) AS unseen,
  COUNT { MATCH (a)-[r:%%RELATIONSHIPS%%]->(:Signal) WHERE r.last < datetime({epochMillis: $before[type(r)]}) } AS old
ORDER BY id
