import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { columnsFromEvents } from '../../src/detection/from-events.ts';
import { readColumns, readPreviousRings } from '../../src/detection/thread/projection.ts';
import { detect, engineConfig, type ObservationColumns } from '../../src/engine/index.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { cypher } from '../../src/graph/queries.ts';
import { signalRegistry } from '../../src/signals/index.ts';
import { cypherRows, type Operator, profile, testGraph } from '../support/graph.ts';
import { plant, planted } from '../support/planted.ts';

const custom = {
  label: 'GiftCode',
  relationship: 'REDEEMED',
  kind: 'identifier',
  privacy: 'keyed',
  strength: 0.6,
} as const;
const registry = signalRegistry([{ name: 'gift_code', family: 'gift_code', description: '', ...custom }]);
const truth = planted({ ordinary: 400, rings: 2, ringSize: 20, seed: 3 });
const events = [
  ...truth.events,
  ...truth.rings[0]!.map((account, i) => ({
    id: `gift-${i}`,
    account,
    kind: 'payment' as const,
    time: Date.UTC(2026, 1, 1) + i * 60_001,
    signals: [{ type: 'gift_code', key: 'gift_code:k1:00000000000000000000000000000001', hint: '' }],
    usage: undefined,
  })),
  // An account of which nothing but its existence is known.
  { id: 'bare', account: 'bare', kind: 'session' as const, time: Date.UTC(2026, 1, 2), signals: [], usage: undefined },
];
const fromEvents = () => {
  const columns = columnsFromEvents(registry);
  for (const event of events) columns.add(event);
  return columns.build();
};

let graph: Graph;
beforeAll(async () => {
  graph = await testGraph();
  await plant(graph, registry, events);
});
afterAll(() => graph.close());

/** Columns as sorted rows that can be compared. */
const rowsOf = (columns: ObservationColumns) => ({
  accounts: columns.accounts.map((id, i) => [id, columns.createdAt[i], columns.requests[i]]).sort(),
  observations: Array.from(columns.account, (account, i) => {
    const signal = columns.signal[i]!;
    return [
      columns.accounts[account],
      columns.signals[signal],
      columns.types[columns.signalType[signal]!]!.name,
      columns.count[i],
      columns.first[i],
      columns.last[i],
      ...columns.windows.slice(columns.windowStart[i]!, columns.windowStart[i + 1]!),
    ].join(' ');
  }).sort(),
});

describe('the projection', () => {
  it('reads what the events said, own signal types included', async () => {
    const said: number[] = [];
    const columns = await readColumns(graph, registry.all, (fraction) => said.push(fraction));
    const expected = rowsOf(fromEvents());
    expect(rowsOf(columns)).toEqual(expected);
    expect(expected.observations.filter((row) => row.includes(' gift_code '))).toHaveLength(20);
    expect(expected.accounts.find(([id]) => id === 'bare')).toEqual(['bare', Number.NaN, 0]);
    expect(said.at(-1)).toBe(1);
  });

  it('gives the engine the same rings as the events without a database', async () => {
    const config = engineConfig.parse({});
    const fromGraph = detect(await readColumns(graph, registry.all, () => undefined), config);
    const alone = detect(fromEvents(), config);
    expect(fromGraph.rings).toHaveLength(2);
    expect(fromGraph.hash).toBe(alone.hash);
  });

  it('leaves out signal types that are no longer configured', async () => {
    const columns = await readColumns(graph, signalRegistry().all, () => undefined);
    expect(columns.signals.some((key) => key.startsWith('gift_code'))).toBe(false);
    expect(columns.accounts).toHaveLength(441);
  });

  it('leaves out a signal that cannot be named any more, and its observations alone', async () => {
    const before = rowsOf(await readColumns(graph, registry.all, () => undefined));
    await cypherRows(`MATCH (a:Account {id: 'user_7'})
      CREATE (a)-[:PAID_WITH {count: 1, first: datetime(), last: datetime(), windows: [1]}]->(:Signal:Odd {key: 'odd:1', type: 'odd'})`);
    const after = rowsOf(await readColumns(graph, registry.all, () => undefined));
    await cypherRows('MATCH (s:Odd) DETACH DELETE s');
    expect(after).toEqual(before);
  });

  it('reads an empty graph as no columns', async () => {
    const none = signalRegistry([{ ...custom, name: 'none', label: 'None', relationship: 'NONE', description: '' }]);
    const columns = await readColumns(graph, none.all.slice(-1), () => undefined);
    expect(columns).toMatchObject({ signals: [], windowStart: Uint32Array.of(0) });
    expect(await readPreviousRings(graph)).toEqual({ run: null, rings: [] });
  });
});

describe('the queries of detection', () => {
  const relationships = registry.all.map((type) => type.relationship);
  const run = { run: 'run' };
  const rows = {
    ...run,
    rows: [
      { ring: 'r', account: 'a', signal: 's', from: 'a', to: 'b', signals: [], types: [], firstSeen: 0, lastSeen: 0 },
    ],
  };
  const hot: [string, Record<string, unknown>, Record<string, string[]>?][] = [
    ['project-accounts', {}, { RELATIONSHIPS: relationships }],
    ['project-signals', { after: '', page: 10 }],
    ['lock-lease', {}],
    ['take-lease', { holder: 'h', ttl: 1, ...run }],
    ['heartbeat', { holder: 'h', fence: 1, stage: 's', progress: 0, ...run }],
    ['claim-staging', { part: 0, ...run }],
    [
      'publish-run',
      { holder: 'h', fence: 1, kind: 'whole', why: 'first', hash: 'h', counts: '{}', basis: '{}', ...run },
    ],
    ['request-cancel', { by: 'b', ...run }],
    ['get-run', run],
    ['list-runs', { beforeTime: 4e12, beforeId: '', limit: 2 }],
    ['superseded-runs', { keep: 2 }],
    ['published-rings', run],
    ['rings-of-run', run],
    ['stage-rings', rows],
    ['stage-members', rows],
    ['stage-evidence', rows],
    ['stage-lineage', { previous: 'p', ...rows }],
    ['stage-hubs', rows],
    ['thin-ring', { ring: 'r', limit: 1, ...run }],
    ['remove-rings', { rings: ['r'], ...run }],
    ['count-accounts', {}],
    ['count-signals', {}],
    ['count-observations', {}, { RELATIONSHIPS: relationships }],
  ];

  it.each(hot)('%s reads no more than it must', async (name, parameters, identifiers) => {
    const operators = await profile(cypher(`detection/${name}`, identifiers ?? {}), parameters);
    expect(operators.length).toBeGreaterThan(0);
    // Two unique keys looked up side by side make a product of one row; any other product is one of sets.
    const readers = operators.filter(({ name: operator }) => /Seek|Scan/.test(operator));
    const product = operators.some(({ name: operator }) => operator === 'CartesianProduct');
    const wide = readers.filter(({ name: operator }) => /LabelScan|AllNodesScan|TypeScan/.test(operator));
    const one = ({ name: operator, details }: Operator) =>
      operator.startsWith('NodeUniqueIndexSeek') || /:Ring\(run, id\) WHERE run = \S+ AND id = /.test(details);
    const several = product ? readers.filter((reader) => !one(reader)) : [];
    expect(several).toEqual([]);
    expect(wide).toEqual([]);
  });
});
