// Writes down a back-test that waits for its turn. MERGE, since a try whose commit went unanswered comes again.
// $id, $name, $note text or null, $overrides JSON text, $against 'graph'|'decisions', $until epoch ms or null, $by name, $author kind and id
MERGE (t:BackTest {id: $id})
  ON CREATE SET
    t.name = $name, t.note = $note, t.overrides = $overrides, t.against = $against,
    t.until = CASE WHEN $until IS NULL THEN null ELSE datetime({epochMillis: $until}) END,
    t.by = $by, t.author = $author, t.state = 'waiting', t.stage = 'waiting', t.progress = 0.0, t.begun = 0, t.gaveWay = 0,
    t.createdAt = datetime.realtime()
RETURN t.id AS id
