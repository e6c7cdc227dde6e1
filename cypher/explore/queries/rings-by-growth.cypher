// Rings by growth: which rings grew most since the run before, and who joined?
// The 40 rings of the published run that won most accounts, new rings with all of theirs. Each with up to two rings
// that it came from and four accounts that were in none of them, the most strongly held first.
MATCH (pointer:Published {name: 'rings'})
MATCH (ring:Ring) WHERE ring.run = pointer.run AND ring.score >= 0
CALL (ring) {
  OPTIONAL MATCH (former:Ring)-[step:SUCCEEDED_BY]->(ring)
  WITH step, former ORDER BY step.jaccard DESC, former.id
  RETURN collect(step) AS steps, collect(former) AS formers
}
WITH ring, steps, formers, ring.size - coalesce(formers[0].size, 0) AS growth
ORDER BY growth DESC, ring.score DESC, ring.id LIMIT 40
CALL (ring, formers) {
  MATCH (ring)<-[membership:MEMBER_OF]-(member:Account)
  WHERE NOT EXISTS { MATCH (member)-[:MEMBER_OF]->(former:Ring) WHERE former IN formers }
  WITH membership, member ORDER BY membership.strength DESC, member.id LIMIT 4
  RETURN collect(membership) AS memberships, collect(member) AS joined
}
RETURN ring, growth, steps[..2] AS steps, formers[..2] AS formers, memberships, joined
