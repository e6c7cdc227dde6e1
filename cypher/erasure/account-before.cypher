// Which account comes before this id in order? No row where none does.
// $id
MATCH (a:Account)
WHERE a.id < $id
RETURN a.id AS id
ORDER BY a.id DESC LIMIT 1
