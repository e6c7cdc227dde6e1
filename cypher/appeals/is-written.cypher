// Is this appeal there?
// $id
MATCH (a:Appeal {id: $id})
RETURN a.id AS id
