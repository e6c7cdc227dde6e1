import { afterAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Run } from '../../src/detection/schema.ts';
import type { DetectionService, StartRun } from '../../src/detection/service.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { cypher } from '../../src/graph/queries.ts';
import { type ObservedEvent, signalRegistry } from '../../src/signals/index.ts';
import { TESTER } from '../support/audit.ts';
import { detectionInstance } from '../support/detection.ts';
import { cypherRows, testGraph } from '../support/graph.ts';
import { plant, planted } from '../support/planted.ts';

const registry = signalRegistry();
const truth = planted({ ordinary: 1200, rings: 4, ringSize: 25, seed: 11 });
const byTime = [...truth.events].sort((x, y) => x.time - y.time || (x.id < y.id ? -1 : 1));
const cut = Math.floor(0.99 * byTime.length);
const END = byTime.at(-1)!.time;

let graph: Graph;
beforeEach(async () => {
  await graph?.close();
  graph = await testGraph();
  await plant(graph, registry, byTime.slice(0, cut));
});
afterAll(() => graph.close());

const instance = (holder = 'a', over?: Parameters<typeof detectionInstance>[2]) => {
  const made = detectionInstance(graph, holder, over);
  onTestFinished(() => made.service.close());
  return made;
};
const run = async (service: DetectionService, asked: Partial<StartRun> = {}): Promise<Run> => {
  await service.start({ by: TESTER, trigger: 'api', ...asked });
  return (await service.finished())!;
};

/** Somebody new who does what a member of a ring does, with all that the member shows. */
const twinOf = (account: string, twin: string): ObservedEvent[] =>
  truth.events
    .filter((event) => event.account === account)
    .map((event, i) => ({ ...event, account: twin, id: `${twin}-${i}`, time: event.time + 60_000 }));

/** An event of long ago, with a signal that is new to the account. */
const lateEvent = (account: string): ObservedEvent => ({
  id: `late-${account}`,
  account,
  kind: 'session',
  time: byTime[0]!.time + 3_600_000,
  signals: [{ type: 'device', key: `device:k1:${'0'.repeat(32)}`, hint: '' }],
  usage: undefined,
});

const ringsOf = async ({ id }: Run): Promise<Map<string, string>> => {
  const rows = await cypherRows(
    'MATCH (a:Account)-[:MEMBER_OF]->(r:Ring {run: $id}) RETURN a.id AS account, r.id AS ring',
    {
      id,
    },
  );
  return new Map(rows.map(({ account, ring }) => [account as string, ring as string]));
};

/** Of the accounts that either has in a ring, the share that both have in the ring of one id. */
const agreement = async (x: Run, y: Run): Promise<number> => {
  const [mine, theirs] = [await ringsOf(x), await ringsOf(y)];
  const all = [...new Set([...mine.keys(), ...theirs.keys()])];
  return all.filter((account) => mine.get(account) === theirs.get(account)).length / all.length;
};

describe('a run after few new events', () => {
  it('is an increment that reads those accounts alone and gives the rings of a whole run', async () => {
    const { service, metrics } = instance();
    const first = await run(service);
    expect(first).toMatchObject({ kind: 'whole', why: expect.stringMatching(/^nothing is kept/) });
    const mate = truth.rings[0]![0]!;
    const news = [...byTime.slice(cut), ...twinOf(mate, 'twin'), lateEvent('user_7')];
    await plant(graph, registry, news);
    const step = await run(service);
    const changed = new Set(news.map(({ account }) => account)).size;
    expect(step).toMatchObject({
      ...{ state: 'published', published: true, kind: 'increment' },
      why: `${changed} of ${step.counts['accounts']} accounts changed or came and 0 went since ${first.id}`,
      counters: { increment: { given: changed } },
    });
    const whole = await run(service, { whole: true });
    expect(whole).toMatchObject({ kind: 'whole', why: 'a whole run was asked for' });
    for (const size of ['accounts', 'observations', 'rings', 'members'])
      expect(step.counts[size], size).toBe(whole.counts[size]);
    expect(await agreement(step, whole)).toBeGreaterThanOrEqual(0.95);
    const rings = await ringsOf(step);
    expect(rings.get('twin')).toBe(rings.get(mate));
    const text = await metrics.metrics();
    expect(text).toContain('ringfence_run_duration_seconds_count{kind="increment"} 1');
    expect(text).toContain('ringfence_run_duration_seconds_count{kind="whole"} 2');
  });

  it('goes on from increment to increment, and without news gives the same rings', async () => {
    const { service } = instance();
    await run(service);
    const later = byTime.slice(cut);
    const half = Math.floor(later.length / 2);
    await plant(graph, registry, later.slice(0, half));
    expect((await run(service)).kind).toBe('increment');
    await plant(graph, registry, later.slice(half));
    const last = await run(service);
    expect(last.kind).toBe('increment');
    const again = await run(service);
    expect(again).toMatchObject({ kind: 'increment', hash: last.hash, counters: { increment: { given: 0 } } });
    const whole = await run(instance('b').service);
    expect(whole.kind).toBe('whole');
    expect(whole.counts['observations']).toBe(again.counts['observations']);
    expect(await agreement(again, whole)).toBeGreaterThanOrEqual(0.95);
  });

  it('sees accounts that were erased, and observations that were moved to another template', async () => {
    const { service } = instance();
    await run(service);
    const [erased, moved] = [truth.rings[1]![0]!, truth.rings[2]![0]!];
    await cypherRows('MATCH (a:Account {id: $erased}) DETACH DELETE a', { erased });
    // Somebody else under the id of one who was erased, with as many events.
    const [again, events] = ['user_3', byTime.slice(0, cut).filter(({ account }) => account === 'user_3')];
    await cypherRows('MATCH (a:Account {id: $again}) DETACH DELETE a', { again });
    await plant(
      graph,
      registry,
      events.map((event) => ({ ...lateEvent(again), id: `again-${event.id}` })),
    );
    const [keys] = await cypherRows(
      `MATCH (:Account {id: $moved})-[:PROMPTED]->(s) WITH s ORDER BY s.key LIMIT 1
       MATCH (other:PromptTemplate) WHERE NOT (:Account {id: $moved})-[:PROMPTED]->(other)
       RETURN s.key AS from, other.key AS to ORDER BY to LIMIT 1`,
      { moved },
    );
    await graph.write(cypher('templates/move-observations', { RELATIONSHIP: 'PROMPTED' }), {
      ...keys,
      accounts: [moved],
      maxWindows: 128,
    });
    const step = await run(service);
    expect(step.why).toMatch(/^2 of \d+ accounts changed or came and 1 went since /);
    expect((await ringsOf(step)).has(erased)).toBe(false);
    const whole = await run(instance('b').service);
    for (const size of ['accounts', 'observations']) expect(step.counts[size], size).toBe(whole.counts[size]);
    expect(await agreement(step, whole)).toBeGreaterThanOrEqual(0.95);
  });

  it('holds to what people decided, and is whole when they allowed something else', async () => {
    const { service } = instance();
    await run(service);
    const allowed = truth.rings[3]![0]!;
    await cypherRows(
      `MATCH (a:Account {id: $allowed})
       CREATE (:Allowance {id: 'x', kind: 'account', target: $allowed, at: datetime(), version: 1})-[:ALLOWS]->(a)`,
      { allowed },
    );
    expect(await run(service)).toMatchObject({ kind: 'whole', why: 'people have allowed something else' });
    await plant(graph, registry, [lateEvent(allowed), ...byTime.slice(cut)]);
    const step = await run(service);
    expect(step.kind).toBe('increment');
    expect((await ringsOf(step)).has(allowed)).toBe(false);
    expect(await agreement(step, await run(service, { whole: true }))).toBeGreaterThanOrEqual(0.95);
  });
});

describe('a run is whole', () => {
  it('when the last one was stopped, and when another instance published since', async () => {
    const { service } = instance();
    await run(service);
    const { id } = await service.start({ by: TESTER, trigger: 'api' });
    await service.cancel(id, TESTER);
    expect((await service.finished())!.state).toBe('cancelled');
    expect(await run(service)).toMatchObject({ kind: 'whole', why: expect.stringMatching(/^nothing is kept/) });
    await run(instance('b').service);
    expect(await run(service)).toMatchObject({ kind: 'whole', why: 'the run that was kept is not the published one' });
  });

  it('with another configuration, after a change of networks, and after as many increments as may be', async () => {
    const { service } = instance('a', { increments: { mode: 'auto', memoryMib: 512, most: 1 } });
    await run(service);
    expect(await run(service, { engine: { minScore: 0.4 } })).toMatchObject({
      ...{ kind: 'whole', why: 'the configuration is another one' },
    });
    await run(service);
    await cypherRows("CREATE (:NetworkTable {name: 'networks', digest: 'other lists'})");
    expect((await run(service)).why).toBe('addresses were classed anew');
    await cypherRows('MATCH (t:NetworkTable) SET t.mixed = true');
    expect((await run(service)).why).toBe('addresses were classed anew');
    expect((await run(service)).why).toBe('addresses were classed anew');
    await cypherRows('MATCH (t:NetworkTable) SET t.mixed = false');
    expect((await run(service)).kind).toBe('whole');
    expect((await run(service)).kind).toBe('increment');
    expect((await run(service)).why).toBe('increments since the last whole run: 1, as many as may be');
  });

  it('when more changed than is worth it, when observations went unsaid, and when nothing may be kept', async () => {
    const { service } = instance();
    await run(service);
    const some = truth.events.filter(({ kind }) => kind === 'signup').slice(0, 900);
    await plant(
      graph,
      registry,
      some.map((event) => ({ ...event, id: `again-${event.id}`, time: END })),
    );
    expect((await run(service)).why).toMatch(/^900 of \d+ accounts changed, came or went$/);
    await cypherRows('MATCH (:Account {id: $id})-[o:PAID_WITH]->() DELETE o', { id: truth.rings[0]![1]! });
    expect((await run(service)).why).toBe('the graph has fewer observations than the run that was kept');
    const off = instance('b', { increments: { mode: 'off', memoryMib: 512, most: 24 } }).service;
    expect([(await run(off)).why, (await run(off)).why]).toEqual(Array(2).fill('increments are switched off'));
    const small = instance('c', { increments: { mode: 'auto', memoryMib: 1, most: 24 } }).service;
    await run(small);
    expect((await run(small)).why).toMatch(
      /^to keep the last run would have taken \d+ MiB, more than the 1 that it may$/,
    );
  });
});
