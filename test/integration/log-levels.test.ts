import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Graph } from '../../src/graph/graph.ts';
import { keysService } from '../../src/keys/service.ts';
import { keysStore } from '../../src/keys/store.ts';
import { TESTER, unrecorded } from '../support/audit.ts';
import { testGraph } from '../support/graph.ts';
import { freePort, startService } from '../support/service-process.ts';

const CLI = fileURLToPath(new URL('../../src/cli/ringfence.mjs', import.meta.url));

/** Numbers of pino's levels. */
const [DEBUG, INFO, WARN] = [20, 30, 40];

/** In values, prompts, ids, query strings, headers and lists; none of it may be logged at any level. */
const PLANTED = ['4929123456789015', 'zqdevice', 'zqprompt', 'zqmail', 'zqaccount', 'zqquery', 'zqheader', 'zqlist'];

const EVENTS = [
  { type: 'payment_instrument', value: '4929123456789015' },
  { type: 'device', value: 'zqdevice-1' },
  { type: 'email', value: 'zqmail@example.org' },
  { type: 'prompt', value: 'zqprompt: write to zqmail@example.org' },
  { type: 'phone', value: 'zqdevice is no phone' },
].map((signal, i) => ({
  ...{ id: `evt_${i}`, account: 'zqaccount', kind: 'session', time: '2026-03-14T19:20:05Z', signals: [signal] },
}));

let graph: Graph;
let home: string;
let key: string;
beforeAll(async () => {
  graph = await testGraph();
  home = await mkdtemp(join(tmpdir(), 'ringfence-log-'));
  ({ key } = await keysService({ store: keysStore(graph, unrecorded), now: Date.now }).create(
    { name: 'test', roles: ['admin'] },
    TESTER,
  ));
  await writeFile(join(home, 'vpn.txt'), '203.0.113.0/24 zqlist\nzqlist is no range\n');
  await writeFile(
    join(home, 'ringfence.config.yaml'),
    'networks: { lists: [{ file: vpn.txt, class: vpn }, { file: absent.txt, class: hosting }] }\n',
  );
});
afterAll(async () => {
  await graph.close();
  await rm(home, { recursive: true, force: true });
});

/** What a service writes at this level while it is sent good, bad and broken requests. */
const linesAt = async (level: string, warns: boolean): Promise<{ levels: Set<number>; text: string }> => {
  const { uri, user, password } = inject('neo4j');
  const port = await freePort();
  const login = { NEO4J_URI: uri, NEO4J_USER: user, NEO4J_PASSWORD: password };
  const own = { RINGFENCE_HOME: home, RINGFENCE_HTTP_PORT: String(port), RINGFENCE_LOG_LEVEL: level };
  const env = { ...process.env, ...login, ...own };
  const service = startService([process.execPath, CLI, 'serve'], { env, cwd: home, port });
  await service.up();
  const send = (path: string, body?: string, authorization = `Bearer ${key}`) =>
    fetch(service.url + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization, 'content-type': 'application/json', 'x-zqheader': 'zqheader' },
      ...(body === undefined ? {} : { body }),
    }).then(({ status }) => status);
  expect(await send('/v1/events', JSON.stringify(EVENTS.slice(0, 4)))).toBe(200);
  expect(await send('/v1/events', JSON.stringify(EVENTS))).toBe(422);
  expect(await send('/v1/events', '[{"id": "zqprompt')).toBe(400);
  expect(await send('/v1/accounts/zqaccount')).toBe(200);
  expect(await send('/v1/rings?zqquery=zqquery')).toBe(400);
  expect(await send('/v1/rings', undefined, 'Bearer zqheader')).toBe(401);
  // The files of `networks` are read beside the start.
  if (warns) await expect.poll(() => service.said().includes('absent.txt'), { timeout: 30_000 }).toBe(true);
  service.child.kill('SIGTERM');
  expect(await service.ended).toMatchObject({ code: 0 });
  const text = service.said();
  const lines = text.split('\n').filter((line) => line.startsWith('{'));
  return { levels: new Set(lines.map((line) => (JSON.parse(line) as { level: number }).level)), text };
};

describe('log.level', () => {
  it.each<[string, number[]]>([
    ['debug', [DEBUG, INFO, WARN]],
    ['info', [INFO, WARN]],
    ['warn', [WARN]],
    ['error', []],
    ['silent', []],
  ])('%s writes that level and those above it, and nothing raw', async (level, levels) => {
    const found = await linesAt(level, levels.includes(WARN));
    expect([...found.levels].sort()).toEqual(levels);
    for (const raw of PLANTED) expect(found.text).not.toContain(raw);
    expect(found.text).not.toContain(key);
    expect(found.text).not.toContain(inject('neo4j').password);
  });

  it('is refused when it is no level, by the name of its variable', async () => {
    const env = { ...process.env, RINGFENCE_HOME: home, RINGFENCE_LOG_LEVEL: 'chatty' };
    const service = startService([process.execPath, CLI, 'serve'], { env, cwd: home, port: 0 });
    expect(await service.ended).toEqual({ code: 78, signal: null });
    expect(service.said()).toContain('log.level (from RINGFENCE_LOG_LEVEL): ');
    expect(service.said()).not.toContain('chatty');
  });
});
