/**
 * How much memory does a service need to take in a million observations? `npm run bench:memory [observations] [folder]`
 *
 * A population of the simulator, with all its decoys and campaigns, is sent to a service of its own process as fast as it takes
 * it: NDJSON over HTTP, two senders, 5,000 events a request. The memory is what that process held at most (Linux).
 */
import { scenario, simulate } from '../src/simulate/index.ts';
import { postEvents } from './support/post.ts';
import { peakMib, report, watchPeak } from './support/report.ts';
import { benchServer } from './support/server.ts';

const OBSERVATIONS = Number(process.argv[2] ?? 1_000_000);
const TARGET_MIB = 512;
const EVENTS_A_REQUEST = 5_000;
const SENDERS = 2;
/** A population of size 1 has some 47,000 observations. */
const SIZE = Math.ceil(OBSERVATIONS / 45_000);

await using server = await benchServer(process.argv[3]);
await server.empty();
await using service = await server.serve();

const bodies = function* (): Generator<string> {
  const population = scenario({
    population: { accounts: 3_000 * SIZE },
    decoys: { carriers: { carriers: SIZE }, households: { households: 170 * SIZE }, offices: { offices: SIZE } },
  });
  let lines: string[] = [];
  for (const event of simulate(population)) {
    lines.push(JSON.stringify(event));
    if (lines.length < EVENTS_A_REQUEST) continue;
    yield lines.join('\n');
    lines = [];
  }
  yield lines.join('\n');
};

const pid = service.child.pid!;
const started = peakMib(pid);
const watch = watchPeak(pid);
const began = performance.now();
const waiting = bodies();
let observations = 0;
await Promise.all(
  Array.from({ length: SENDERS }, async () => {
    for (const body of waiting) {
      observations += await postEvents(service.url, service.key, body);
      if (observations >= OBSERVATIONS) return;
    }
  }),
);
const seconds = (performance.now() - began) / 1000;
const peak = await watch.stop();

report(
  'memory of an import',
  [
    {
      observations,
      seconds: Math.round(seconds),
      'observations/s': Math.round(observations / seconds),
      'service at start, MiB': started,
      'service at most, MiB': peak,
    },
  ],
  {
    observations,
    peakMib: peak,
    targetMib: TARGET_MIB,
    startMib: started,
    observationsPerSecond: Math.round(observations / seconds),
  },
);
