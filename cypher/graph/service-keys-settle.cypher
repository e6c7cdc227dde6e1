// Which checks do these service keys have in this graph? One that is new here is written down.
// $keys list of {id, check: 32 hexadecimal digits}
UNWIND $keys AS key
MERGE (k:ServiceKey {id: key.id})
  ON CREATE SET k.check = key.check, k.at = datetime.realtime()
RETURN k.id AS id, k.check AS check
