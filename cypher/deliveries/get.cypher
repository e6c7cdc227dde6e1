// One delivery.
// $id
MATCH (d:Delivery {id: $id})
RETURN d.id AS id, d.topic AS topic, d.type AS type, d.subject AS subject, d.receiver AS receiver, d.state AS state, d.attempts AS attempts,
  d.createdAt AS createdAt, d.nextAt AS nextAt, d.settledAt AS settledAt, d.status AS status, d.problem AS problem, d.bytes AS bytes
