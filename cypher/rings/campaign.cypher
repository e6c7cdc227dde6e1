// What does a run say of one campaign?
// $run, $campaign
MATCH (campaign:Campaign {id: $campaign, run: $run})
RETURN campaign.id AS id, campaign.rings AS rings, campaign.accounts AS accounts, campaign.score AS score, campaign.bits AS bits,
  campaign.firstSeen AS firstSeen, campaign.lastSeen AS lastSeen, campaign.requests AS requests, campaign.summary AS summary,
  campaign.evidence AS evidence;
