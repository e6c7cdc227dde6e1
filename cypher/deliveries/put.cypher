// Adds deliveries; the ids of those whose receiver is known.
// $rows: {id, receiver, topic, type, subject, body, bytes, nextAt epoch ms}; $at epoch ms
UNWIND $rows AS row
MATCH (r:Receiver {id: row.receiver})
CREATE (d:Delivery {id: row.id, topic: row.topic, type: row.type, subject: row.subject, receiver: row.receiver, body: row.body, bytes: row.bytes,
  state: 'pending', attempts: 0, claim: 0, nextAt: datetime({epochMillis: row.nextAt}), createdAt: datetime({epochMillis: $at})})-[:TO]->(r)
RETURN d.id AS id
