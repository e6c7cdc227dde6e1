/** Takes the detection lease and writes rings, then waits to be killed. `node hold-lease.ts '<connection as JSON>'`. */
import { writeRings } from '../../src/detection/staging.ts';
import { detectionStore } from '../../src/detection/store.ts';
import type { GraphConnection } from '../../src/graph/graph.ts';
import { openGraph } from '../../src/graph/open.ts';
import { TESTER, unrecorded } from './audit.ts';

const graph = openGraph(JSON.parse(process.argv[2]!) as GraphConnection);
const store = detectionStore(graph, { holder: 'child', leaseMs: 2_000, audited: unrecorded });
await store.begin({ id: 'killed', trigger: 'api', by: TESTER, config: '{}', engineVersion: 'test' });
const times = { firstSeen: 1_770_000_000, lastSeen: 1_770_000_000 };
const none = { members: [], evidence: [], cells: [], features: {} };
const ring = { id: 'ring_k', score: 1, requests: 0, summary: '', ...none, ...times };
await writeRings(graph, 'killed', { rings: [ring], campaigns: [], hubs: [] }, () => undefined);
process.stdout.write('held\n');
setInterval(() => undefined, 1_000);
