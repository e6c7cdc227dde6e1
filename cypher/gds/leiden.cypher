// Which nodes of a graph in memory are one community, by Leiden with modularity? One thread, since with more the same seed gives
// other results.
// $name, $gamma (resolution), $seed
CALL gds.leiden.stream($name, {relationshipWeightProperty: 'weight', gamma: toFloat($gamma), randomSeed: toInteger($seed), concurrency: 1})
YIELD nodeId, communityId
RETURN collect(nodeId) AS nodes, collect(communityId) AS communities;
