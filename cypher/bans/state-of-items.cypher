// Where accounts of a batch stand, by the ids of their items.
// $ids
UNWIND $ids AS id
MATCH (i:BanItem {id: id})
RETURN i.id AS id, i.state AS state, i.delivery AS delivery
