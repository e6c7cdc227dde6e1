// Replaces evidence of campaigns.
// $rows: {id, run, evidence: JSON text}
UNWIND $rows AS row
MATCH (c:Campaign {id: row.id, run: row.run})
SET c.evidence = row.evidence
