// What did a run hold of the signals that very many accounts share, the widest first?
// $run
MATCH (run:Run {id: $run})-[classed:CLASSED]->(signal:Signal)
RETURN classed.class AS class, classed.accounts AS accounts, signal.key AS key, signal.type AS type, signal.hint AS hint,
  signal.class AS network
ORDER BY accounts DESC, key;
