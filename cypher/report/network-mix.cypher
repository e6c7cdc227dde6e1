// What kinds of network do the addresses belong to that tie the rings of a run? '' where it is not known.
// $run
MATCH (ring:Ring)
WHERE ring.run = $run AND ring.size >= 0
MATCH (ring)-[evidence:EVIDENCED_BY]->(ip:Signal&Ip)
WITH ring, ip, evidence
ORDER BY ring.id, ip.key
RETURN coalesce(ip.class, '') AS class, count(DISTINCT ip) AS addresses, count(DISTINCT ring) AS rings,
  sum(evidence.bits * (evidence.members - 1)) AS bits
ORDER BY bits DESC, class;
