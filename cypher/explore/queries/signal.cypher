// One signal: who leaves it, and of which rings is it evidence?
// Its rings in the published run with eight members of each that leave it, and up to 120 accounts in no ring, to see whether innocent
// people share it too.
// $key: a signal's key (click the signal, or search for it), set before:
// :param key => 'ip:249.128.8.4'
MATCH (signal:Signal {key: $key})
OPTIONAL MATCH (pointer:Published {name: 'rings'})
CALL (signal, pointer) {
  MATCH (signal)<-[evidence:EVIDENCED_BY]-(ring:Ring)
  WHERE ring.run = pointer.run
  WITH signal, evidence, ring ORDER BY evidence.members DESC, ring.id LIMIT 15
  CALL (signal, ring) {
    MATCH (ring)<-[membership:MEMBER_OF]-(member:Account)
    WHERE signal.key IN membership.signals
    WITH membership, member, signal ORDER BY membership.strength DESC, member.id LIMIT 8
    MATCH (member)-[observation]->(signal)
    RETURN collect(membership) AS memberships, collect(member) AS members, collect(observation) AS observations
  }
  RETURN [evidence] + memberships + observations AS ties, [ring] + members AS around
  UNION
  MATCH (signal)<-[observation]-(account:Account)
  WHERE NOT EXISTS { MATCH (account)-[:MEMBER_OF]->(ring:Ring) WHERE ring.run = pointer.run }
  WITH observation, account LIMIT 120
  RETURN [observation] AS ties, [account] AS around
}
RETURN signal, ties, around
