// The signed header of a batch's manifest, as JSON text.
// $id
MATCH (b:BanBatch {id: $id})
RETURN b.header AS header
