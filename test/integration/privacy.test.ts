import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Graph } from '../../src/graph/graph.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { cypherRows, testGraph } from '../support/graph.ts';
import { importFolder } from '../support/import-process.ts';
import { ndjson } from '../support/made-events.ts';

/** Every raw value planted below holds one of these, or is one: none may be found anywhere afterwards. */
const PLANTED = [
  '4929123456789015',
  '4929 1234 5678 9015',
  'GB82WEST12345698765432',
  'zq-device-7f3a9c21d4',
  'wilhelmina.zqplanted',
  'wilhelminazqplanted',
  '2025550143',
  '202-555-0143',
  'zquagmire lane',
  'zebulon',
  'zquagmire',
  'zqmember',
  'zqbroken',
  'zqtime',
  'zqkind',
  'zqtype',
  'zqvalue',
  'zqusage',
  'zqcell',
  'zqcolumn',
];

const NAMES = 'Zebulon Zquagmire, 14 Zquagmire Lane, wilhelmina.zqplanted@example.com, +1 202-555-0143';
let made = 0;
const event = (over: object = {}) => {
  made += 1;
  return {
    id: `evt_${made}`,
    account: `acct_${made % 3}`,
    kind: 'session',
    time: '2026-03-14T19:20:05Z',
    ...over,
  };
};
const showing = (type: string, value: unknown) => ({ ...event(), signals: [{ type, value }] });

const good = () => [
  showing('payment_instrument', '4929 1234 5678 9015'),
  showing('payment_instrument', '4929123456789015'),
  showing('payment_instrument', 'GB82WEST12345698765432'),
  showing('device', 'zq-device-7f3a9c21d4'),
  showing('email', 'Wilhelmina.ZqPlanted+news@gmail.com'),
  showing('phone', '+1 202-555-0143'),
  showing('billing_address', '14 Zquagmire Lane, Springfield'),
  showing('prompt', `Write a letter for "${NAMES}" and sign it.\n\n\`\`\`\nconst zqmember = "${NAMES}";\n\`\`\``),
  showing('prompt', 'Write to Zebulon Zquagmire of Zquagmire Lane about his divorce'),
  showing('prompt', 'Mail wilhelmina.zqplanted@gmail.com or call +1 202-555-0143 about card 4929123456789015'),
];
const bad = () => [
  event({ [`zqmember ${NAMES}`]: 1 }),
  event({ signals: [{ type: 'device', value: 'zq-device-7f3a9c21d4', 'zqmember@example.com': NAMES }] }),
  event({ usage: { requests: 'zqusage', [NAMES]: 1 } }),
  event({ time: 'zqtime' }),
  event({ kind: 'zqkind' }),
  event({ account: { zqmember: NAMES } }),
  event({ account: `zqvalue\u0000${NAMES}` }),
  showing('zqtype', NAMES),
  showing('email', 'wilhelmina.zqplanted at nowhere'),
  showing('phone', 'zqvalue 202-555-0143'),
  showing('ip', `zqvalue ${NAMES}`),
  showing('payment_instrument', ''),
  showing('device', ['zq-device-7f3a9c21d4']),
  `zqvalue ${NAMES}`,
];
const malformed = () => [
  `{"id": "zqbroken", "account": "${NAMES}"`,
  `zqbroken ${NAMES}`,
  `{"zqbroken": zqvalue}`,
  `["zqbroken", "${NAMES}",]`,
];

const DAY = 86_400_000;
const at = (ms: number): string => new Date(Date.UTC(2026, 0, 1) + ms).toISOString();

/** A population in which nobody shares much: own card, own device, own evenings. */
const ordinary = () =>
  Array.from({ length: 4_800 }, (_, n) => {
    const person = n % 1_200;
    return {
      id: `user_event_${n}`,
      account: `user_${person}`,
      kind: n < 1_200 ? 'signup' : 'usage',
      time: at((((person * 7) % 60) + Math.floor(n / 1_200) * 1.3) * DAY + ((person * 31) % 24) * 3_600_000),
      signals: [
        { type: 'device', value: `own-device-of-${person}` },
        { type: 'payment_instrument', value: `own_card_of_${person}` },
      ],
      ...(n < 1_200 ? {} : { usage: { requests: 5 + (n % 20) } }),
    };
  });

/** Thirty accounts that sign up within six hours and share cards, prompts and evenings: a run finds them. */
const coordinated = () =>
  Array.from({ length: 150 }, (_, n) => {
    const [member, round] = [n % 30, Math.floor(n / 30)];
    const cards = ['4929 1234 5678 9015', 'GB82WEST12345698765432', 'zqvalue_card_7f3a'];
    const verbs = ['Write', 'Explain', 'Improve', 'Summarise', 'Translate', 'Test'];
    return {
      id: `ring_event_${n}`,
      account: `ring_${member}`,
      kind: round === 0 ? 'signup' : 'usage',
      time: at((20 + round) * DAY + ((member * 11) % 30) * 240_000),
      signals: [
        { type: 'device', value: `zq-device-7f3a9c21d4-${member}` },
        { type: 'payment_instrument', value: cards[(member + round) % 3] },
        { type: 'prompt', value: `${verbs[(member + round) % 6]} a letter to "${NAMES}" for the third time` },
      ],
      ...(round === 0 ? {} : { usage: { requests: 25, capability: 'coding' } }),
    };
  });

/** What is searched here is what a ring shows, not whether it is one. */
const EVERY_GROUP_IS_A_RING = 'detection: { engine: { score: { intercept: 10 } } }';

let graph: Graph;
let api: TestApi;
beforeAll(async () => {
  graph = await testGraph();
  api = await startApi({ graph, config: { detection: { engine: { score: { intercept: 10 } } } } });
});
afterAll(async () => {
  await api.close();
  await graph.close();
});

const found = (text: string): string[] => {
  const folded = text.toLowerCase();
  return PLANTED.filter((value) => folded.includes(value.toLowerCase()));
};

describe('a raw value', () => {
  const answers: unknown[] = [];
  const send = async (body: unknown, headers: Record<string, string>, query = '') => {
    const answer = await api.call('POST', `/v1/events${query}`, { body, headers });
    answers.push(answer.body, [...answer.headers]);
    return answer.status;
  };
  const lines = { 'content-type': 'application/x-ndjson' };
  const array = { 'content-type': 'application/json' };

  it('is in no answer, whether its event was good or bad', async () => {
    expect(await send(JSON.stringify(good()), array)).toBe(200);
    expect(await send(ndjson([...good(), ...bad()]), lines)).toBe(422);
    expect(
      await send(
        gzipSync(ndjson([...good(), ...bad()]) + malformed().join('\n')),
        { ...lines, 'content-encoding': 'gzip' },
        '?onInvalid=skip',
      ),
    ).toBe(200);
    for (const text of malformed()) {
      expect(await send(`[${JSON.stringify(good()[0])}, ${text}`, array)).toBe(400);
      expect(await send(text, { ...array, 'content-encoding': 'gzip' })).toBe(400);
    }
    expect(await send(`{"zqbroken": "${NAMES}"}`, array)).toBe(400);
    expect(await send('[]', { ...array, 'idempotency-key': 'x'.repeat(300) })).toBe(400);
    expect(await send(JSON.stringify([...ordinary(), ...coordinated()]), array)).toBe(200);
    expect(await api.call('POST', '/v1/runs')).toMatchObject({ status: 202 });
    await api.app.detection.finished();
    const rings = await api.call<{ rings: { id: string }[] }>('GET', '/v1/rings');
    expect(rings.body.rings.length).toBeGreaterThan(0);
    const ring = `/v1/rings/${rings.body.rings[0]!.id}`;
    for (const path of ['/v1/rings', ring, `${ring}/members`, `${ring}/graph`, '/v1/accounts/ring_1', '/metrics']) {
      answers.push((await api.call('GET', path)).body);
    }
    for (const path of ['/v1/exports/rings', '/v1/exports/accounts']) {
      const { body } = await api.call<string>('GET', `${path}?format=ndjson`);
      expect(body).toContain('"ring":"ring_');
      answers.push(body);
    }
    // The search is not blind: what may be kept is there.
    expect(JSON.stringify(answers)).toContain('/signals/0/value');
    expect(found(JSON.stringify(answers))).toEqual([]);
  });

  it('is not in what the commands print, nor in reject files, exports or any other file they leave', async () => {
    const { put, run, detect, home, folder } = await importFolder(inject('neo4j'), EVERY_GROUP_IS_A_RING);
    const events = await put('events.ndjson', `${ndjson([...good(), ...bad()])}${malformed().join('\n')}\n`);
    const rows = [
      'account,at,device,email,prompt,ip',
      `a1,1700000000,zq-device-7f3a9c21d4,wilhelmina.zqplanted@gmail.com,"Write to ""${NAMES}""",203.0.113.7`,
      'a2,zqtime,zq-device-7f3a9c21d4,zqcell,,',
      'a3,1700000000,"zq"cell,,,',
      `a4,1700000000,zqcell ${NAMES}`,
    ];
    const table = await put('rows.csv', `${rows.join('\n')}\n`);
    const headless = await put('headless.csv', `${NAMES},zqcolumn\n1,2\n`);
    const ring = await put('ring.ndjson', ndjson([...ordinary(), ...coordinated()]));
    const output: string[] = [];
    for (const [args, code] of [
      [[events], 2],
      [[table], 2],
      [[headless], 64],
      [[events, '--dry-run'], 2],
    ] as const) {
      const ended = await run(args);
      expect(ended.code).toBe(code);
      output.push(ended.stdout, ended.stderr);
    }
    const exported = await detect([ring, '--out', 'rings.ndjson']);
    expect(exported.code).toBe(0);
    const rings = await readFile(join(folder, 'rings.ndjson'), 'utf8');
    expect(rings).toContain('ring_1');
    output.push(exported.stdout, exported.stderr, rings);
    const left = await filesUnder(home);
    expect(left.some((file) => file.includes('rejects'))).toBe(true);
    for (const file of left) output.push(file, await readFile(file, 'utf8'));
    expect(output.join('\n')).toContain('"reason":"is not valid JSON"');
    expect(found(output.join('\n'))).toEqual([]);
  });

  it('is in no log line', () => {
    expect(api.logLines.length).toBeGreaterThan(10);
    expect(found(api.logLines.join(''))).toEqual([]);
  });

  it('is nowhere in the database: no property of a node or relationship, no name in its schema', async () => {
    const nodes = await cypherRows('MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties');
    const relationships = await cypherRows('MATCH ()-[r]->() RETURN type(r) AS type, properties(r) AS properties');
    const names = await cypherRows('CALL db.propertyKeys() YIELD propertyKey RETURN propertyKey');
    const labels = await cypherRows('CALL db.labels() YIELD label RETURN label');
    const database = JSON.stringify([nodes, relationships, names, labels]);
    expect(nodes.length).toBeGreaterThan(10);
    expect(relationships.length).toBeGreaterThan(10);
    // The search is not blind: captions and clear values are there.
    expect(database).toContain('•••• 9015');
    expect(database).toContain('203.0.113.7');
    expect(found(database)).toEqual([]);
  });
});

const filesUnder = async (folder: string): Promise<string[]> => {
  const names = await readdir(folder, { recursive: true });
  const paths = names.map((name) => join(folder, name));
  const kinds = await Promise.all(paths.map((path) => stat(path)));
  return paths.filter((_, index) => kinds[index]!.isFile());
};
