// Campaign overview: which rings are there, which are one campaign, and which signals tie several of them together?
// The 20 largest rings of the published run, each with its campaign where it is part of one. Between them, signals that are evidence of two rings or more (up to four for each
// combination of rings, so that two twins do not crowd out the rest), and around each ring the four strongest signals of its own.
MATCH (pointer:Published {name: 'rings'})
MATCH (ring:Ring) WHERE ring.run = pointer.run AND ring.score >= 0
WITH ring ORDER BY ring.size DESC, ring.score DESC, ring.id LIMIT 20
WITH collect(ring) AS rings
CALL (rings) {
  UNWIND rings AS ring
  MATCH (ring)-[evidence:EVIDENCED_BY]->(signal:Signal)
  WITH signal, ring, evidence ORDER BY ring.id
  WITH signal, collect(ring.id) AS between, sum(evidence.bits * evidence.members) AS weight
  WHERE size(between) > 1
  WITH between, signal ORDER BY weight DESC, signal.key
  WITH between, collect(signal)[..4] AS strongest ORDER BY size(between) DESC, between
  UNWIND strongest AS signal
  WITH signal LIMIT 120
  RETURN collect(signal) AS shared
}
UNWIND rings AS ring
CALL (ring, shared) {
  MATCH (ring)-[evidence:EVIDENCED_BY]->(signal:Signal)
  WHERE signal IN shared
  RETURN evidence, signal
  UNION
  MATCH (ring)-[evidence:EVIDENCED_BY]->(signal:Signal)
  WHERE NOT signal IN shared
  RETURN evidence, signal ORDER BY evidence.bits * evidence.members DESC, signal.key LIMIT 4
}
OPTIONAL MATCH (ring)-[part:PART_OF]->(campaign:Campaign)
RETURN ring, evidence, signal, part, campaign
