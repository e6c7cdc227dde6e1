import { describe, expect, test } from 'vitest';
import { apiKeysFinding } from '../../../src/doctor/api-keys.ts';
import { failure, look, ok, together, warning } from '../../../src/doctor/check.ts';
import { clockDifference, clockFinding } from '../../../src/doctor/clock.ts';
import { deliveriesFinding, type Stuck } from '../../../src/doctor/deliveries.ts';
import { spaceFinding } from '../../../src/doctor/disk.ts';
import { fingerprintKeysFinding, type KeyFile } from '../../../src/doctor/fingerprint-keys.ts';
import { serverMemoryFinding, serviceMemoryFinding } from '../../../src/doctor/memory.ts';
import { type NetworkFile, networksFinding } from '../../../src/doctor/networks.ts';
import { nodeFinding } from '../../../src/doctor/node.ts';
import { checkLines, reportOf, summaryLine } from '../../../src/doctor/report.ts';
import { schemaFinding, schemaObjects } from '../../../src/doctor/schema-objects.ts';
import { bytesText, parseSize } from '../../../src/doctor/sizes.ts';
import { type Work, workFinding } from '../../../src/doctor/work.ts';
import { RingfenceError } from '../../../src/errors.ts';
import { parseMigration, readMigrations } from '../../../src/graph/migration-files.ts';
import { MIGRATIONS_FOLDER } from '../../../src/graph/migrations.ts';

const GIB = 2 ** 30;
const NOW = Date.parse('2026-03-02T08:00:00Z');
const DAY = 86_400_000;

describe('the clocks', () => {
  test('are compared by the fastest answer, whose middle is off by half of its way at most', () => {
    const slow = { asked: 1_000, answered: 3_000, server: 9_000 };
    const fast = { asked: 5_000, answered: 5_010, server: 7_005 };
    expect(clockDifference([slow, fast])).toEqual({ aheadMs: 2_000, withinMs: 5 });
    expect(() => clockDifference([])).toThrow(RangeError);
  });

  test('may differ by less than a second, or by less than can be told; more is told, and beyond the tolerance of events it is a failure', () => {
    expect(clockFinding({ aheadMs: 400, withinMs: 5 }, 300_000).state).toBe('ok');
    expect(clockFinding({ aheadMs: -1_500, withinMs: 800 }, 300_000).state).toBe('ok');
    expect(clockFinding({ aheadMs: -1_500, withinMs: 5 }, 300_000)).toMatchObject({
      state: 'warning',
      found: expect.stringContaining('1500 ms behind'),
    });
    expect(clockFinding({ aheadMs: 400_000, withinMs: 5 }, 300_000)).toMatchObject({
      state: 'failure',
      found: expect.stringContaining('400000 ms ahead of'),
    });
    // A tolerance of nothing does not make every millisecond a failure.
    expect(clockFinding({ aheadMs: 20, withinMs: 1 }, 0).state).toBe('ok');
  });
});

describe('sizes', () => {
  test.each([
    ['2.00GiB', 2 * GIB],
    ['512m', 512 * 2 ** 20],
    ['1k', 1024],
    ['700', 700],
    ['', null],
    [null, null],
    ['many', null],
  ])('%s is read as Neo4j says it', (text, bytes) => expect(parseSize(text)).toBe(bytes));

  test('are shown with two digits where they are small', () => {
    expect([512, 1536, 512 * 2 ** 20, 2.5 * GIB].map(bytesText)).toEqual(['512 B', '1.5 KiB', '512 MiB', '2.5 GiB']);
  });
});

test('a disk needs room for Neo4j, and for the graph once more', () => {
  const at = (free: number, store: number | null) => spaceFinding('data', { free, store }).state;
  expect(at(100 * 2 ** 20, null)).toBe('failure');
  expect(at(GIB, null)).toBe('warning');
  expect(at(10 * GIB, 20 * GIB)).toBe('warning');
  expect(at(30 * GIB, 20 * GIB)).toBe('ok');
});

describe('memory', () => {
  test('of the service goes by the container’s limit, not by the machine', () => {
    expect(serviceMemoryFinding({ machine: 16 * GIB, limit: null, nodeHeap: 4 * GIB }).state).toBe('ok');
    const tight = serviceMemoryFinding({ machine: 16 * GIB, limit: GIB, nodeHeap: 4 * GIB });
    expect(tight).toMatchObject({ state: 'warning', mend: expect.stringContaining('--max-old-space-size=768') });
    expect(serviceMemoryFinding({ machine: 16 * GIB, limit: 2 ** 28, nodeHeap: 2 ** 27 }).state).toBe('failure');
  });

  test('of Neo4j must fit the machine that both share, and its page cache the graph', () => {
    const sizes = { heap: 2 * GIB, pageCache: 4 * GIB, store: GIB, here: true };
    expect(serverMemoryFinding(sizes, 16 * GIB).state).toBe('ok');
    expect(serverMemoryFinding(sizes, 6 * GIB).state).toBe('failure');
    expect(serverMemoryFinding({ ...sizes, here: false, store: null }, 6 * GIB).state).toBe('ok');
    expect(serverMemoryFinding({ ...sizes, store: 5 * GIB }, 16 * GIB)).toMatchObject({
      state: 'warning',
      mend: expect.stringContaining('6.0 GiB'),
    });
    expect(serverMemoryFinding({ heap: null, pageCache: null, store: null, here: true }, GIB)).toMatchObject({
      state: 'ok',
      found: expect.stringContaining('unknown'),
    });
  });
});

describe('constraints and indexes', () => {
  const lookups = ['NODE', 'RELATIONSHIP'].map((entityType) => ({
    ...{ name: entityType, type: 'LOOKUP', entityType, state: 'ONLINE', populationPercent: 100 },
  }));
  const index = (name: string, state = 'ONLINE', populationPercent = 100) => ({
    ...{ name, type: 'RANGE', entityType: 'NODE', state, populationPercent },
  });
  const expected = schemaObjects([
    parseMigration(
      'V0001__a.cypher',
      '// A comment; with a semicolon\nCREATE CONSTRAINT one IF NOT EXISTS FOR (a:A) REQUIRE a.id IS UNIQUE;\nCREATE RANGE INDEX two IF NOT EXISTS FOR (a:A) ON (a.b);\nCREATE INDEX three IF NOT EXISTS FOR (a:A) ON (a.c);',
    ),
    parseMigration('V0002__b.cypher', 'DROP INDEX three IF EXISTS;\nMATCH (a:A) SET a.b = 1;'),
  ]);

  test('are read from the migrations; what a later one drops is not missed', () => {
    expect(expected.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['constraint one', 'index two']);
  });

  test('of the product’s own migrations are all found in their text', async () => {
    const all = schemaObjects(await readMigrations(MIGRATIONS_FOLDER));
    expect(all.length).toBeGreaterThan(20);
    expect(all.every(({ statement }) => /IF NOT EXISTS/.test(statement))).toBe(true);
  });

  test('that are all there and online are well', () => {
    const indexes = [...lookups, index('one'), index('two')];
    expect(schemaFinding(expected, new Set(['one']), indexes)).toMatchObject({ state: 'ok', mend: null });
  });

  test('are told with the statement that makes them when they are missing', () => {
    const finding = schemaFinding(expected, new Set(), lookups);
    expect(finding).toMatchObject({
      state: 'failure',
      found: expect.stringContaining('The constraint one is missing'),
    });
    expect(finding.mend).toContain('CREATE RANGE INDEX two IF NOT EXISTS FOR (a:A) ON (a.b);');
  });

  test('are told while they are filled, and when they failed', () => {
    const states = (state: string, percent: number) =>
      schemaFinding(expected, new Set(['one']), [...lookups, index('one'), index('two', state, percent)]);
    expect(states('POPULATING', 41.7)).toMatchObject({ state: 'warning', found: expect.stringContaining('(41 %)') });
    expect(states('FAILED', 0)).toMatchObject({ state: 'failure', found: expect.stringContaining('FAILED') });
  });

  test('the server’s own look-up indexes are missed, too', () => {
    const finding = schemaFinding(expected, new Set(['one']), [lookups[1]!, index('one'), index('two')]);
    expect(finding).toMatchObject({ state: 'warning', mend: expect.stringContaining('labels(n)') });
  });
});

describe('service keys', () => {
  const file = (over: Partial<Extract<KeyFile, { state: 'read' }>> = {}): KeyFile => ({
    ...{ state: 'read', file: 'keys.json', current: 'k1', checks: [{ id: 'k1', check: 'aa' }] },
    ...over,
  });
  const graph = (settled: Record<string, string>, ...used: string[]) => ({
    settled: Object.entries(settled).map(([id, check]) => ({ id, check })),
    used,
  });

  test('that the graph was written under are well', () => {
    expect(fingerprintKeysFinding(file(), graph({ k1: 'aa' }, 'k1')).state).toBe('ok');
    expect(fingerprintKeysFinding(file(), graph({}, 'k1')).state).toBe('ok');
    expect(fingerprintKeysFinding(file(), null).state).toBe('ok');
  });

  test('of the same name and another content are a failure', () => {
    const finding = fingerprintKeysFinding(file(), graph({ k1: 'bb' }, 'k1'));
    expect(finding).toMatchObject({ state: 'failure', found: expect.stringContaining('another key k1') });
    expect(JSON.stringify(finding)).not.toMatch(/"aa"|"bb"/);
  });

  test('that the file lacks are a failure, also when no file is there', () => {
    expect(fingerprintKeysFinding(file(), graph({}, 'k0', 'k1')).state).toBe('failure');
    const absent = { state: 'absent', file: 'f', named: false } as const;
    expect(fingerprintKeysFinding(absent, graph({}, 'k1')).state).toBe('failure');
    expect(fingerprintKeysFinding(absent, graph({ k1: 'aa' })).state).toBe('failure');
    expect(fingerprintKeysFinding(absent, graph({})).state).toBe('ok');
    expect(fingerprintKeysFinding({ ...absent, named: true }, graph({})).state).toBe('failure');
  });

  test('after a change of keys what matches what is told', () => {
    const both = [
      { id: 'k1', check: 'aa' },
      { id: 'k2', check: 'cc' },
    ];
    const changed = file({ current: 'k2', checks: both });
    expect(fingerprintKeysFinding(changed, graph({ k1: 'aa' }, 'k1')).state).toBe('warning');
    expect(fingerprintKeysFinding(changed, graph({ k1: 'aa', k2: 'cc' }, 'k1', 'k2')).state).toBe('ok');
  });
});

test('API keys: none, all revoked, and unused ones are told', () => {
  const key = { id: 'a', name: 'console', roles: ['viewer'], createdAt: NOW - DAY, lastUsedAt: null, revokedAt: null };
  expect(apiKeysFinding([], NOW)).toMatchObject({ state: 'warning', mend: expect.stringContaining('keys create') });
  expect(apiKeysFinding([{ ...key, revokedAt: NOW }], NOW).state).toBe('warning');
  expect(apiKeysFinding([key], NOW).state).toBe('ok');
  expect(apiKeysFinding([key, { ...key, id: 'b', lastUsedAt: NOW - 91 * DAY }], NOW)).toMatchObject({
    state: 'warning',
    mend: expect.stringContaining('keys revoke b'),
  });
});

describe('unfinished work', () => {
  const nothing: Work = { lease: null, running: [], migration: null, batches: { batches: 0, oldest: null } };
  const lease = { holder: 'host-1', run: 'run_1', silentMs: 2_000 };
  const running = [{ id: 'run_1', startedAt: NOW }];
  const state = (over: Partial<Work>) => workFinding({ ...nothing, ...over }, 30_000).state;

  test('a run under a fresh lease is no fault, one whose holder is silent is', () => {
    expect(state({})).toBe('ok');
    expect(state({ lease: { holder: null, run: null, silentMs: 9e9 } })).toBe('ok');
    expect(state({ lease, running })).toBe('ok');
    expect(state({ lease: { ...lease, silentMs: 31_000 }, running })).toBe('warning');
    // The server's clock went back.
    expect(state({ lease: { ...lease, silentMs: -60_000 }, running })).toBe('warning');
  });

  test('runs without a lease, a lost migration lock and half-done batches are told', () => {
    expect(state({ running })).toBe('warning');
    expect(state({ migration: { holder: 'x', leftMs: 5_000 } })).toBe('ok');
    expect(state({ migration: { holder: 'x', leftMs: -1 } })).toBe('warning');
    expect(workFinding({ ...nothing, batches: { batches: 2, oldest: NOW } }, 1)).toMatchObject({
      state: 'warning',
      found: expect.stringContaining('2 batches were begun'),
      mend: expect.stringContaining('Idempotency-Key'),
    });
  });
});

test('deliveries: dead letters, what is overdue and what waits for long are told with how to mend it', () => {
  const HOUR = 3_600_000;
  const one: Stuck = {
    ...{ state: 'pending', receiver: 'enforcement', problem: 'status-503', messages: 3 },
    ...{ oldest: NOW - 60_000, dueAt: NOW + 60_000 },
  };
  expect(deliveriesFinding([], NOW)).toEqual({ state: 'ok', found: 'nothing is left to be sent', mend: null });
  expect(deliveriesFinding([one], NOW)).toMatchObject({ state: 'ok', found: '3 on their way' });
  const dead: Stuck = { ...one, state: 'dead', oldest: NOW - 2 * HOUR, dueAt: null };
  const refused = { ...dead, receiver: 'desk', problem: 'status-400', messages: 1 };
  const given = deliveriesFinding([refused, dead], NOW);
  expect(given).toMatchObject({ state: 'warning', mend: expect.stringContaining('POST /v1/deliveries/replay') });
  expect(given.found).toBe(
    `4 messages are given up, the oldest of ${new Date(NOW - 2 * HOUR).toISOString()}: 3 to enforcement (status-503), 1 to desk (status-400).`,
  );
  const due = { ...one, problem: null, messages: 1, dueAt: NOW - 6 * 60_000 };
  expect(deliveriesFinding([due], NOW)).toMatchObject({
    ...{ state: 'warning', mend: expect.stringContaining('ringfence serve') },
    found: '1 message is due for more than 5 minutes and nobody sends: 1 to enforcement (not tried yet).',
  });
  expect(deliveriesFinding([{ ...one, oldest: NOW - 2 * HOUR }], NOW)).toMatchObject({
    ...{ state: 'warning', mend: expect.stringContaining('state=pending') },
  });
  expect(deliveriesFinding([due, dead], NOW).found.split('\n')).toHaveLength(2);
});

test('files of networks: missing, broken lines and old databases are told', () => {
  const file: NetworkFile = {
    ...{ kind: 'list', file: 'vpn.txt', state: 'read', reason: null, entries: 1_200, brokenLines: 0, builtAt: null },
  };
  expect(networksFinding(null, NOW).state).toBe('ok');
  expect(networksFinding([file], NOW)).toMatchObject({ state: 'ok', found: '1 file with 1,200 entries' });
  expect(networksFinding([file, { ...file, state: 'missing', reason: 'does not exist' }], NOW)).toMatchObject({
    state: 'failure',
    found: 'vpn.txt does not exist.',
  });
  expect(networksFinding([{ ...file, brokenLines: 3 }], NOW).state).toBe('warning');
  expect(networksFinding([{ ...file, kind: 'mmdb', builtAt: NOW - 200 * DAY }], NOW).state).toBe('warning');
});

test.each([
  ['20.11.0', 'failure'],
  ['22.17.9', 'failure'],
  ['22.18.0', 'warning'],
  ['24.21.0', 'ok'],
  ['26.0.0', 'warning'],
])('Node %s: %s', (version, state) => expect(nodeFinding(version).state).toBe(state));

describe('a check', () => {
  test('that throws is a failure with the reason and the way to mend; a fault of the program tells no text of its own', async () => {
    const known = () => {
      throw new RingfenceError({ type: 'x', detail: 'It is so.', mend: 'Do that.' });
    };
    expect(await look('a', 'A', known)).toMatchObject({ state: 'failure', found: 'It is so.', mend: 'Do that.' });
    const check = await look('a', 'A', () => {
      throw new TypeError('secret value');
    });
    expect(check.state).toBe('failure');
    expect(JSON.stringify(check)).not.toContain('secret');
  });

  test('of several things is as bad as the worst and tells all', () => {
    const both = together([warning('b', 'm1'), ok('fine'), failure('a', 'm2')], () => ok('never'));
    expect(both).toEqual({ state: 'failure', found: 'b\na', mend: 'm1\nm2' });
    expect(together([ok('fine')], () => ok('all'))).toEqual(ok('all'));
  });
});

describe('the report', () => {
  const checks = [
    { id: 'a', title: 'A', ...ok('fine') },
    { id: 'b', title: 'B', ...warning('two\nlines \u001b[31mred', 'mend it') },
  ];

  test('is unhealthy by a failure, and by a warning only when asked to be strict', () => {
    expect(reportOf(checks, false).healthy).toBe(true);
    expect(reportOf(checks, true).healthy).toBe(false);
    expect(reportOf([{ id: 'c', title: 'C', ...failure('x', 'y') }], false).healthy).toBe(false);
    expect(summaryLine(reportOf(checks, false))).toBe('1 ok, 1 warning\n');
  });

  test('has colours only where it is told so, and nothing of what was found steers a terminal', () => {
    const plain = checkLines(checks[1]!, false);
    expect(plain).not.toContain('\u001b');
    expect(plain.split('\n').map((line) => line.trimStart())).toEqual([
      'warning B                           two',
      'lines ·[31mred',
      '→ mend it',
      '',
    ]);
    expect(checkLines(checks[1]!, true)).toContain('\u001b[33mwarning \u001b[0mB');
  });
});
