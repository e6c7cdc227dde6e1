// Which run do readers see? No row before the first was published.
MATCH (pointer:Published {name: 'rings'})
RETURN pointer.run AS run
