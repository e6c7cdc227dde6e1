// A client of the managed server in a process of its own: `node hold-server.ts <home>` takes a lease, says so in one line
// of JSON, and keeps it until it is killed or its standard input ends.
import { holdManagedServer } from '../../src/graph/server/managed.ts';

const hold = await holdManagedServer({ home: process.argv[2] ?? '', env: process.env });
console.log(JSON.stringify(hold.status));
process.stdin.resume();
process.stdin.on('end', async () => {
  await hold.release();
  process.exit(0);
});
