// How is the server set up: memory, and where its files are? No parameters.
SHOW SETTINGS YIELD name, value
WHERE name IN [
  'server.memory.heap.max_size',
  'server.memory.pagecache.size',
  'server.directories.data',
  'server.directories.transaction.logs.root'
]
RETURN name, value
