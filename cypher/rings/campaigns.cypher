// The campaigns of a run from a place in the order on: those of most accounts first, equal ones by id.
// $run; $after (accounts or null), $afterId: the last campaign already seen; $limit
MATCH (campaign:Campaign)
WHERE campaign.run = $run AND campaign.accounts >= 0
  AND ($after IS NULL OR campaign.accounts < $after OR (campaign.accounts = $after AND campaign.id > $afterId))
RETURN campaign.id AS id, campaign.rings AS rings, campaign.accounts AS accounts, campaign.score AS score, campaign.bits AS bits,
  campaign.firstSeen AS firstSeen, campaign.lastSeen AS lastSeen, campaign.requests AS requests, campaign.summary AS summary
ORDER BY accounts DESC, id
LIMIT toInteger($limit);
