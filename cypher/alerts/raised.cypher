// How large were rings when a rule last told of them?
// $rules list of ids, $rings list of ids
UNWIND $rules AS rule
UNWIND $rings AS ring
OPTIONAL CALL (rule, ring) {
  MATCH (a:Alert)
  WHERE a.rule = rule AND a.ring = ring
  RETURN a ORDER BY a.at DESC LIMIT 1
}
WITH rule, ring, a WHERE a IS NOT NULL
RETURN rule, ring, a.size AS size
