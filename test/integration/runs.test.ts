import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, onTestFinished } from 'vitest';
import { runEvents } from '../../src/detection/events.ts';
import type { Run } from '../../src/detection/schema.ts';
import type { DetectionService } from '../../src/detection/service.ts';
import { writeRings } from '../../src/detection/staging.ts';
import { detectionStore, type RunRow } from '../../src/detection/store.ts';
import type { DetectionResult, Ring } from '../../src/engine/index.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { signalRegistry } from '../../src/signals/index.ts';
import { TESTER, unrecorded } from '../support/audit.ts';
import { detectionInstance, slowWorker, workerScript } from '../support/detection.ts';
import { cypherRows, testGraph } from '../support/graph.ts';
import { plant, planted } from '../support/planted.ts';

let graph: Graph;
const registry = signalRegistry();
const truth = planted({ ordinary: 1500, rings: 4, ringSize: 25, seed: 7 });

beforeAll(async () => {
  graph = await testGraph();
  await plant(graph, registry, truth.events);
});
afterAll(() => graph.close());
beforeEach(async () => {
  await cypherRows('MATCH (n) WHERE n:Run OR n:Ring OR n:Lease OR n:Published DETACH DELETE n');
});

const instance = (holder: string, over?: Parameters<typeof detectionInstance>[2]) => {
  const made = detectionInstance(graph, holder, over);
  onTestFinished(() => made.service.close());
  return made;
};
const begin = (service: DetectionService) => service.start({ by: TESTER, trigger: 'api' });
const runOnce = async (service: DetectionService): Promise<Run> => {
  await begin(service);
  return (await service.finished())!;
};
const store = (holder: string, leaseMs = 30_000) => detectionStore(graph, { holder, leaseMs, audited: unrecorded });
const newRun = (id: string) => ({ id, trigger: 'api' as const, by: TESTER, config: '{}', engineVersion: 'test' });
const basis = { accounts: 0, threshold: 1, types: [], dated: 0, created: [], windows: [], shares: [] };
const how = { kind: 'whole', why: 'first' } as const;
const outcome = { ...how, hash: 'h', sizes: {}, counters: {}, milliseconds: {}, basis, lineage: [], previousRun: null };
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What a reader sees: the published run, and which runs the rings that it then reads belong to. */
const published = async () => {
  // The pointer is read once: Neo4j reads committed data as it goes, so a second look at it may see the next run.
  const [row] = await cypherRows(`MATCH (p:Published {name: 'rings'}) WITH p.run AS run
    OPTIONAL MATCH (r:Ring) WHERE r.run = run AND r.score >= 0
    RETURN run, count(r) AS rings, [id IN collect(r.id) | id] AS ids`);
  return row as { run: string; rings: number; ids: string[] } | undefined;
};

describe('a run', () => {
  it('publishes the planted rings, whole and alone, with what it counted', async () => {
    const run = await runOnce(instance('a').service);
    expect(run).toMatchObject({ state: 'published', published: true, progress: 1, error: null, startedBy: 'tests' });
    expect(run.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(run.counts).toMatchObject({ accounts: 1600, rings: truth.rings.length });
    expect(run.milliseconds).toHaveProperty('read');
    expect(Object.keys(run.counters).length).toBeGreaterThan(0);
    expect(run.counters['memory']!['heapMiB']).toBeGreaterThan(1);
    expect(run.counters['memory']!['arraysMiB']).toBeGreaterThan(0);
    const found = await cypherRows(
      'MATCH (r:Ring {run: $run}) MATCH (a:Account)-[:MEMBER_OF]->(r) WITH r, a ORDER BY a.id RETURN r.id AS id, r.size AS size, collect(a.id) AS members',
      { run: run.id },
    );
    const members = found.map((row) => row['members'] as string[]).sort();
    expect(members).toEqual(truth.rings.map((ring) => [...ring].sort()).sort());
    for (const row of found) expect(row['size']).toBe((row['members'] as string[]).length);
    const [evidence] = await cypherRows(
      'MATCH (r:Ring {run: $run})-[e:EVIDENCED_BY]->(s:Signal) RETURN count(e) AS count, min(e.bits) AS bits, collect(DISTINCT s.type) AS types',
      { run: run.id },
    );
    expect(evidence!['bits']).toBeGreaterThan(0);
    expect((evidence!['types'] as string[]).sort()).toEqual(['payment_instrument', 'prompt']);
  });

  it('gives the same hash again, and every ring goes on under its id', async () => {
    const { service } = instance('a');
    const first = await runOnce(service);
    const before = await published();
    const second = await runOnce(service);
    const after = await published();
    expect(second.hash).toBe(first.hash);
    expect(after!.run).toBe(second.id);
    expect(after!.ids.sort()).toEqual(before!.ids.sort());
    const lineage = await cypherRows(
      'MATCH (old:Ring)-[s:SUCCEEDED_BY]->(new:Ring) RETURN old.run AS old, new.run AS new, old.id = new.id AS same, s.jaccard AS jaccard, s.how AS how',
    );
    expect(lineage).toEqual(
      truth.rings.map(() => ({ old: first.id, new: second.id, same: true, jaccard: 1, how: 'same' })),
    );
  });

  it('takes overrides of the engine for itself alone, and keeps its whole configuration', async () => {
    const { service } = instance('a');
    await service.start({ by: TESTER, trigger: 'api', engine: { minRingSize: 26 } });
    const run = (await service.finished())!;
    expect(run.config).toMatchObject({ minRingSize: 26, seed: 1 });
    expect(run.counts['rings']).toBe(0);
    expect((await runOnce(service)).config).toMatchObject({ minRingSize: 4 });
  });

  it('leaves the event loop free while it works', async () => {
    const { service } = instance('a');
    await begin(service);
    const ended = service.finished();
    let longest = 0;
    let at = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - at);
      at = performance.now();
    }, 10);
    const run = await ended;
    clearInterval(timer);
    expect(run!.state).toBe('published');
    expect(longest).toBeLessThan(500);
  });

  it('is never seen to be published and not shown, however often one looks', async () => {
    // Neo4j reads what is committed as it goes: a reader that looks at the pointer before the run sees halves of two states.
    const { begin, publish, get, list } = store('a');
    const torn: unknown[] = [];
    for (let i = 0; i < 100; i++) {
      const id = `run_${i}`;
      const begun = await begin(newRun(id));
      if ('running' in begun) throw new Error(`${begun.running} has the lease`);
      let done = false;
      const look = async (read: () => Promise<RunRow | null | undefined>): Promise<void> => {
        while (!done) {
          const row = await read();
          if ((row?.state === 'published') !== (row?.published === true)) torn.push(row);
        }
      };
      const newest = async () => (await list({ beforeTime: Number.MAX_SAFE_INTEGER, beforeId: '' }, 1))[0];
      const looking = [look(() => get(id)), look(() => get(id)), look(newest), look(newest)];
      await publish(begun.hold, outcome).finally(() => {
        done = true;
      });
      await Promise.all(looking);
    }
    expect(torn).toEqual([]);
  });

  it('is taken out of the graph when enough newer ones are kept', async () => {
    const { service } = instance('a', { keepRuns: 2 });
    const runs = [await runOnce(service), await runOnce(service), await runOnce(service)];
    await service.close();
    const kept = await cypherRows('MATCH (r:Ring) RETURN DISTINCT r.run AS run ORDER BY run');
    expect(kept.map((row) => row['run'])).toEqual(
      runs
        .slice(1)
        .map((run) => run.id)
        .sort(),
    );
    const [classed] = await cypherRows('MATCH (r:Run {id: $run})-[c:CLASSED]->() RETURN count(c) AS count', {
      run: runs[0]!.id,
    });
    expect(classed!['count']).toBe(0);
  });

  it('counts itself and the graph in the metrics', async () => {
    const { service, metrics } = instance('a');
    await runOnce(service);
    const text = await metrics.metrics();
    expect(text).toContain('ringfence_runs_total{state="published"} 1');
    expect(text).toContain('ringfence_published_rings 4');
    expect(text).toContain('ringfence_graph_size{of="accounts"} 1600');
    expect(text).toMatch(/ringfence_graph_size\{of="observations"\} [1-9]\d{3,}/);
  });
});

describe('the lease', () => {
  it('lets one of several instances run, and names that run to the others', async () => {
    const services = ['a', 'b', 'c'].map(
      (holder) => instance(holder, { worker: { script: slowWorker(1500) } }).service,
    );
    const tries = await Promise.allSettled(services.map(begin));
    const started = tries.filter((one) => one.status === 'fulfilled').map((one) => one.value);
    expect(started).toHaveLength(1);
    for (const one of tries.filter((other) => other.status === 'rejected')) {
      expect(one.reason).toMatchObject({ type: 'run-in-progress', status: 409, extra: { run: started[0]!.id } });
    }
  });

  it('outlives runs that are longer than it', async () => {
    const { service } = instance('a', { leaseSeconds: 1, worker: { script: slowWorker(3000) } });
    const run = await begin(service);
    const other = instance('b', { leaseSeconds: 1 }).service;
    await wait(2000);
    await expect(begin(other)).rejects.toMatchObject({ type: 'run-in-progress', extra: { run: run.id } });
    expect(await service.finished()).toMatchObject({ id: run.id, state: 'published' });
  });

  it('of a killed process is taken when it has run out, and its run is abandoned with its rings', async () => {
    const script = fileURLToPath(new URL('../support/hold-lease.ts', import.meta.url));
    const child = spawn(process.execPath, [script, JSON.stringify(inject('neo4j'))], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout!, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const { service } = instance('b', { leaseSeconds: 2 });
    await expect(begin(service)).rejects.toMatchObject({ type: 'run-in-progress', extra: { run: 'killed' } });
    await wait(2200);
    const run = await runOnce(service);
    expect(run.state).toBe('published');
    expect(await service.get('killed')).toMatchObject({ state: 'abandoned', error: { type: 'run-abandoned' } });
    await service.close();
    expect(await cypherRows("MATCH (r:Ring {run: 'killed'}) RETURN r.id")).toEqual([]);
  });

  it('that has run out is given up without another run, so that no run seems to go on for ever', async () => {
    await store('dead').begin(newRun('left'));
    const { service } = instance('b', { leaseSeconds: 1 });
    service.open();
    await expect.poll(async () => (await service.get('left')).state, { timeout: 10_000 }).toBe('abandoned');
  });

  it('lost to another instance cannot publish, nor add rings', async () => {
    const slow = store('slow', 300);
    const begun = await slow.begin(newRun('stale'));
    await wait(400);
    const fresh = await store('fresh', 300).begin(newRun('new'));
    expect(fresh).toMatchObject({ abandoned: 'stale' });
    if (!('hold' in begun) || !('hold' in fresh)) throw new Error('a lease was not given');
    expect(await slow.heartbeat(begun.hold, { stage: 'write', progress: 0.9 })).toBe('lost');
    expect(await slow.publish(begun.hold, outcome)).toBe('lost');
    expect(await published()).toBeUndefined();
    await expect(writeRings(graph, 'stale', result(3), () => undefined)).rejects.toMatchObject({ type: 'run-lost' });
    expect(await cypherRows('MATCH (r:Ring) RETURN r.id')).toEqual([]);
    expect(await store('fresh').publish(fresh.hold, outcome)).toBe('published');
    expect((await published())!.run).toBe('new');
  });

  it('renewed in a far future, because the clock went back since, does not hold for ever', async () => {
    const { service } = instance('b', { leaseSeconds: 30, worker: { script: slowWorker(0) } });
    await store('before').begin(newRun('future'));
    const moveTo = (seconds: number) =>
      cypherRows("MATCH (l:Lease {name: 'detection'}) SET l.renewedAt = datetime() + duration({seconds: $seconds})", {
        seconds,
      });
    await moveTo(20);
    await expect(begin(service)).rejects.toMatchObject({ type: 'run-in-progress' });
    await moveTo(3600);
    expect(await runOnce(service)).toMatchObject({ state: 'published' });
    expect(await service.get('future')).toMatchObject({ state: 'abandoned' });
  });

  it('is taken once by a try whose answer was lost and that comes again', async () => {
    const a = store('a');
    const first = await a.begin(newRun('same'));
    const second = await a.begin(newRun('same'));
    expect(first).toMatchObject({ hold: { run: 'same' }, abandoned: null });
    expect(second).toMatchObject({ hold: { run: 'same' }, abandoned: null });
    if (!('hold' in second)) throw new Error('a lease was not given');
    expect(await a.publish(second.hold, outcome)).toBe('published');
    expect(await a.publish(second.hold, outcome)).toBe('published');
  });
});

describe('the switch', () => {
  it('shows a reader the last run or the new one, whole, at every moment', async () => {
    const a = store('a');
    const sizes = [3, 250, 40, 7, 300];
    const seen = new Map<string, Set<number>>();
    let reading = true;
    const reader = (async () => {
      while (reading) {
        const row = await published();
        if (row) seen.set(row.run, (seen.get(row.run) ?? new Set()).add(row.rings));
      }
    })();
    for (const [i, size] of sizes.entries()) {
      const begun = await a.begin(newRun(`run-${i}`));
      if (!('hold' in begun)) throw new Error('a lease was not given');
      await writeRings(graph, `run-${i}`, result(size), () => undefined);
      expect(await a.publish(begun.hold, outcome)).toBe('published');
      for (const gone of await a.superseded(2)) await a.removeRings(gone);
      await wait(50);
    }
    reading = false;
    await reader;
    expect(seen.size).toBeGreaterThan(1);
    for (const [run, counts] of seen) expect([...counts], run).toEqual([sizes[Number(run.slice(4))]]);
    const left = await cypherRows('MATCH (r:Ring) RETURN DISTINCT r.run AS run ORDER BY run');
    expect(left).toEqual([{ run: 'run-3' }, { run: 'run-4' }]);
  });

  it('is not made after somebody asked to cancel', async () => {
    const a = store('a');
    const begun = await a.begin(newRun('asked'));
    if (!('hold' in begun)) throw new Error('a lease was not given');
    expect(await a.requestCancel('asked', { ...TESTER, name: 'ana' })).toBe('running');
    expect(await a.publish(begun.hold, outcome)).toBe('cancelled');
    expect(await published()).toBeUndefined();
  });

  it('writes each part of the rings once, though it be sent twice', async () => {
    const a = store('a');
    await a.begin(newRun('twice'));
    await writeRings(graph, 'twice', result(5), () => undefined);
    await writeRings(graph, 'twice', result(5), () => undefined);
    const [row] = await cypherRows(
      "MATCH (a:Account)-[m:MEMBER_OF]->(r:Ring {run: 'twice'}) RETURN count(m) AS members",
    );
    expect(row!['members']).toBe(10);
  });

  it('removes rings too large for one transaction in pieces', async () => {
    const a = store('a');
    await a.begin(newRun('large'));
    const everyone = await cypherRows('MATCH (a:Account) RETURN a.id AS id');
    // Each account three times over: the graph does not care, and the ring exceeds what one transaction removes.
    const members = [0, 1, 2].flatMap(() => everyone.map((row) => member(row['id'] as string)));
    await writeRings(graph, 'large', { ...result(0), rings: [{ ...ring(0), members }] }, () => undefined);
    await a.removeRings('large');
    expect(
      await cypherRows("MATCH (r:Ring) RETURN r.id UNION MATCH ()-[m:MEMBER_OF]->() RETURN 'm' AS `r.id`"),
    ).toEqual([]);
  });
});

describe('a cancelled run', () => {
  it('stops at once on its own instance, and the last rings stay', async () => {
    const first = await runOnce(instance('a').service);
    const { service } = instance('b', { worker: { script: slowWorker(60_000) } });
    const run = await begin(service);
    await service.cancel(run.id, { ...TESTER, name: 'ana' });
    expect(await service.finished()).toMatchObject({ id: run.id, state: 'cancelled', cancelledBy: 'ana', hash: null });
    expect((await published())!.run).toBe(first.id);
    await expect(service.cancel(run.id, { ...TESTER, name: 'ana' })).rejects.toMatchObject({
      type: 'run-not-cancellable',
      status: 409,
    });
    expect(await runOnce(instance('c').service)).toMatchObject({ state: 'published' });
  });

  it('stops when another instance was asked', async () => {
    const { service } = instance('a', { worker: { script: slowWorker(60_000) } });
    const run = await begin(service);
    await instance('b').service.cancel(run.id, { ...TESTER, name: 'ben' });
    expect(await service.finished()).toMatchObject({ state: 'cancelled', cancelledBy: 'ben' });
  });

  it('leaves none of the rings that it had written', async () => {
    const { service } = instance('a', {
      worker: { script: workerScript("say({ kind: 'progress', stage: 'write', progress: 0.9 }); await wait(60000);") },
    });
    const run = await begin(service);
    await writeRings(graph, run.id, result(20), () => undefined);
    await service.cancel(run.id, { ...TESTER, name: 'ana' });
    await service.finished();
    expect(await cypherRows('MATCH (r:Ring) RETURN r.id')).toEqual([]);
  });

  it('is what a stop of the service makes of its run', async () => {
    const { service } = instance('a', { worker: { script: slowWorker(60_000) } });
    const run = await begin(service);
    await service.close();
    expect(await service.get(run.id)).toMatchObject({ state: 'cancelled', error: { type: 'service-stopped' } });
    expect(await runOnce(instance('b').service)).toMatchObject({ state: 'published' });
  });
});

it('a stop of the service ends the run that is just beginning, too', async () => {
  const { service } = instance('a', { worker: { script: slowWorker(60_000) } });
  const beginning = begin(service);
  await service.close();
  const { id } = await beginning;
  expect(await service.get(id)).toMatchObject({ state: 'cancelled', error: { type: 'service-stopped' } });
  await expect(begin(service)).rejects.toMatchObject({ type: 'overloaded', status: 503 });
});

describe('a run that breaks', () => {
  const fails = async (script: URL, worker: { heapMiB?: number } = {}) => {
    const { service } = instance('a', { worker: { script, ...worker } });
    const run = await runOnce(service);
    expect(await published()).toBeUndefined();
    expect(await runOnce(instance('b', { worker: { script: slowWorker(0) } }).service)).toMatchObject({
      state: 'published',
    });
    return run;
  };

  it('by an error is failed, without the text of the error', async () => {
    const run = await fails(workerScript("throw new TypeError('a value')"));
    expect(run).toMatchObject({ state: 'failed', error: { type: 'run-failed' } });
    expect(JSON.stringify(run)).not.toContain('a value');
  });

  it('by ending too early is failed', async () => {
    expect(await fails(workerScript('process.exit(3)'))).toMatchObject({
      state: 'failed',
      error: { type: 'run-failed' },
    });
  });

  it('by using up its memory is failed and says so', async () => {
    const script = workerScript('const hoard = []; for (;;) hoard.push(new Array(1e5).fill({}));');
    const run = await fails(script, { heapMiB: 32 });
    expect(run).toMatchObject({ state: 'failed', error: { type: 'run-out-of-memory' } });
    expect(run.error!.detail).toContain('32 MiB');
  });
});

describe('following a run', () => {
  it('gives its progress, then the run as it ended, on any instance', async () => {
    const { service } = instance('a');
    const other = instance('b').service;
    const run = await begin(service);
    const events: { name: string; data: Record<string, unknown> }[] = [];
    for await (const text of runEvents(() => other.get(run.id), new AbortController().signal, {
      pollMs: 50,
      heartbeatMs: 1e6,
    })) {
      const match = /^event: (\w+)\ndata: (.+)\n\n$/.exec(text);
      events.push({ name: match![1]!, data: JSON.parse(match![2]!) });
    }
    expect(events.at(-1)).toMatchObject({ name: 'end', data: { id: run.id, state: 'published', published: true } });
    expect(events.slice(0, -1).every((event) => event.name === 'progress')).toBe(true);
    const fractions = events.slice(0, -1).map((event) => event.data['progress'] as number);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
  });

  it('sends comments while nothing moves, and ends with its reader', async () => {
    const { service } = instance('a', { worker: { script: slowWorker(60_000) } });
    const run = await begin(service);
    const reader = new AbortController();
    const texts: string[] = [];
    for await (const text of runEvents(() => service.get(run.id), reader.signal, { pollMs: 20, heartbeatMs: 100 })) {
      texts.push(text);
      if (texts.filter((one) => one.startsWith(':')).length === 3) reader.abort();
    }
    expect(texts.filter((text) => text.startsWith(': '))).toHaveLength(3);
    expect(texts.some((text) => text.startsWith('event: end'))).toBe(false);
  });
});

describe('the list of runs', () => {
  it('pages through them, the newest first', async () => {
    const { service } = instance('a', { worker: { script: slowWorker(0) } });
    const runs = [await runOnce(service), await runOnce(service), await runOnce(service)];
    const first = await service.list({ limit: 2 });
    expect(first.runs.map((run) => run.id)).toEqual([runs[2]!.id, runs[1]!.id]);
    const second = await service.list({ limit: 2, cursor: first.next! });
    expect(second).toMatchObject({ runs: [{ id: runs[0]!.id }], next: null, nextScheduled: null });
    await expect(service.get('run_none')).rejects.toMatchObject({ type: 'not-found', status: 404 });
  });
});

describe('the schedule', () => {
  it('begins runs by itself and leaves one out while another is at work', async () => {
    const { service } = instance('a', { schedule: '* * * * * *', worker: { script: slowWorker(2500) } });
    service.open();
    await expect.poll(async () => (await service.list({ limit: 9 })).runs.length, { timeout: 5000 }).toBe(1);
    await wait(1500);
    const { runs, nextScheduled } = await service.list({ limit: 9 });
    expect(runs).toMatchObject([{ trigger: 'schedule', startedBy: 'a', state: 'running' }]);
    expect(Date.parse(nextScheduled!)).toBeGreaterThan(Date.now() - 1000);
  });
});

const member = (account: string) => ({ account, strength: 0.9, bits: 20, signals: [] });

const ring = (number: number): Ring => ({
  id: `ring_${number}`,
  score: 0.9,
  members: [member('user_1'), member('user_2')],
  evidence: [],
  features: { cohesion: 1 },
  firstSeen: 1_770_000_000,
  lastSeen: 1_770_100_000,
  requests: 40,
  summary: 'tied by nothing',
  cells: [],
});

const result = (rings: number): Pick<DetectionResult, 'rings' | 'campaigns' | 'hubs'> => ({
  rings: Array.from({ length: rings }, (_, number) => ring(number)),
  campaigns: [],
  hubs: [],
});
