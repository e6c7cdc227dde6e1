// Puts a graph of links into the server's memory; nothing is written to the database.
// $name; $sources, $targets: places of the ends, each link once; $weights
UNWIND range(0, size($sources) - 1) AS link
WITH gds.graph.project($name, toInteger($sources[link]), toInteger($targets[link]),
  {relationshipType: 'LINK', relationshipProperties: {weight: toFloat($weights[link])}},
  {undirectedRelationshipTypes: ['LINK']}) AS projected
RETURN projected.nodeCount AS nodes;
