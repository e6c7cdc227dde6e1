// May this transaction write the chunk? The unique constraint makes a twin wait here until the first one has committed;
// it then finds the marker with another attempt on it and writes nothing. `attempt` is new for every try, so that a
// commit whose answer was lost is not mistaken for this try's own. What the first one wrote is what counts.
// $key '<batch>#<index>', $attempt unique text, $accepted and $observations ints, $now epoch ms
MERGE (c:BatchChunk {key: $key})
  ON CREATE SET
    c.attempt = $attempt,
    c.accepted = $accepted,
    c.observations = $observations,
    c.at = datetime({epochMillis: $now})
RETURN c.attempt = $attempt AS mine, c.accepted AS accepted, c.observations AS observations
