// Says how rings of the last run go on in this one.
// $previous id of the last run, $run id of this one. $rows list of {from, to, jaccard, how}
UNWIND $rows AS row
MATCH (old:Ring {id: row.from, run: $previous})
MATCH (new:Ring {id: row.to, run: $run})
CREATE (old)-[:SUCCEEDED_BY {jaccard: toFloat(row.jaccard), how: row.how}]->(new)
