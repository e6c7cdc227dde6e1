// Which campaigns has a run, those of most accounts first?
// $run; $limit
MATCH (campaign:Campaign)
WHERE campaign.run = $run AND campaign.accounts >= 0
RETURN campaign.id AS id, campaign.rings AS rings, campaign.accounts AS accounts, campaign.summary AS summary
ORDER BY accounts DESC, id
LIMIT toInteger($limit);
