// Looses what an entry of the allow-list was bound to before.
// $id
MATCH (:Allowance {id: $id})-[allows:ALLOWS]->()
DELETE allows
