// Which run do readers see?
MATCH (p:Published {name: 'rings'})
RETURN p.run AS run
