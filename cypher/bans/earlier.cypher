// The last batch before this one that was frozen with accounts of a ring, and what the two have in common.
// $batch, $rings (ids)
MATCH (this:BanBatch {id: $batch})
UNWIND $rings AS ring
CALL (this, ring) {
  MATCH (i:BanItem)
  WHERE i.ring = ring AND i.batch >= ''
  WITH DISTINCT i.batch AS id, this
  MATCH (other:BanBatch {id: id})
  WHERE other.id <> this.id AND other.frozenAt IS NOT NULL AND other.createdAt < this.createdAt
  RETURN other ORDER BY other.createdAt DESC LIMIT 1
}
CALL (this, other, ring) {
  MATCH (i:BanItem)
  WHERE i.ring = ring AND i.batch IN [this.id, other.id]
  WITH i.account AS account, collect(i.batch) AS batches, this, other
  RETURN sum(CASE WHEN size(batches) = 2 THEN 1 ELSE 0 END) AS both,
    sum(CASE WHEN size(batches) = 1 AND batches[0] = this.id THEN 1 ELSE 0 END) AS added,
    sum(CASE WHEN size(batches) = 1 AND batches[0] = other.id THEN 1 ELSE 0 END) AS gone
}
RETURN ring, other.id AS batch, other.state AS state, other.createdAt AS createdAt, both, added, gone
ORDER BY ring
