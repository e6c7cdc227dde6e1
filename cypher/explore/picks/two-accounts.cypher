// The two members that are most strongly held by the strongest ring
MATCH (pointer:Published {name: 'rings'})
MATCH (ring:Ring) WHERE ring.run = pointer.run AND ring.score >= 0
WITH ring ORDER BY ring.score DESC, ring.size DESC, ring.id LIMIT 1
MATCH (ring)<-[membership:MEMBER_OF]-(member:Account)
WITH member ORDER BY membership.strength DESC, member.id LIMIT 2
WITH collect(member.id) AS ids
RETURN ids[0] AS account, ids[1] AS otherAccount
