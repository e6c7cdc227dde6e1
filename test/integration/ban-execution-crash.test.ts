import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Graph } from '../../src/graph/graph.ts';
import { keysService } from '../../src/keys/service.ts';
import { keysStore } from '../../src/keys/store.ts';
import { TESTER, unrecorded } from '../support/audit.ts';
import { type BanMessage, ledger, plantAccounts } from '../support/ban-batch.ts';
import { cypherRows, testGraph } from '../support/graph.ts';
import { type TestReceiver, testReceiver } from '../support/receiver.ts';
import { freePort, type ServiceProcess, startService } from '../support/service-process.ts';

const CLI = fileURLToPath(new URL('../../src/cli/ringfence.mjs', import.meta.url));
const CONFIG = `
deliveries:
  allowPrivate: [127.0.0.0/8]
  firstRetrySeconds: 0.05
  mostRetrySeconds: 0.2
  timeoutSeconds: 1
  attempts: 60
`;
/** What becomes of one request after another. */
const WAYS = ['fine', 'dies', 'fine', 'late', 'never', 'fine', 'fault', 'dies hearing'];
const ACCOUNTS = 60;
const PLAN = {
  ...{ accountsPerMessage: 10, canary: { share: 0.2, atLeast: 1, holdMinutes: 0 } },
  ...{ waves: { size: 20, minutesBetween: 0 }, limits: { errorShare: 1 } },
};

let graph: Graph;
let home: string;
let receiver: TestReceiver;
const keys = { admin: '', enforcer: '', approver: '' };
let service: ServiceProcess | null = null;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'ringfence-ban-crash-'));
  await writeFile(join(home, 'ringfence.config.yaml'), CONFIG);
  graph = await testGraph();
  receiver = await testReceiver();
  const made = keysService({ store: keysStore(graph, unrecorded), now: Date.now });
  for (const role of ['admin', 'enforcer', 'approver'] as const) {
    keys[role] = (await made.create({ name: role, roles: [role] }, TESTER)).key;
  }
});
afterAll(async () => {
  service?.child.kill('SIGKILL');
  await receiver?.close();
  await graph?.close();
  await rm(home, { recursive: true, force: true });
});

/** The service, started anew where it was killed. */
const up = async (): Promise<ServiceProcess> => {
  if (service !== null && service.child.exitCode === null && service.child.signalCode === null) return service;
  const { uri, user, password } = inject('neo4j');
  const port = await freePort();
  service = startService([process.execPath, CLI, 'serve'], {
    env: {
      ...process.env,
      ...{ RINGFENCE_HOME: home, RINGFENCE_HTTP_PORT: String(port) },
      ...{ NEO4J_URI: uri, NEO4J_USER: user, NEO4J_PASSWORD: password },
    },
    cwd: home,
    port,
  });
  await service.up();
  return service;
};
let kills = 0;
const kill = (): void => {
  if (service?.child.kill('SIGKILL')) kills += 1;
};

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly etag: string | null;
}
const send = async (
  method: string,
  path: string,
  key: string,
  options: { body?: string; headers?: object } = {},
): Promise<Answer> => {
  const { url } = await up();
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...options.headers };
  const response = await fetch(url + path, { method, headers, ...(options.body && { body: options.body }) });
  return {
    status: response.status,
    body: (await response.json()) as Answer['body'],
    etag: response.headers.get('etag'),
  };
};
/** Until it is answered, whatever is killed meanwhile. */
const call = async (...asked: Parameters<typeof send>): Promise<Answer> => {
  for (;;) {
    const answer = await send(...asked).catch(() => null);
    if (answer !== null && answer.status < 500) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};
/** Takes a step whose service is killed some time after it was asked for, and takes it again until it is known to be taken. */
const step = async (
  id: string,
  action: string,
  key: string,
  body: object | undefined,
  killAfterMs: number | null,
): Promise<void> => {
  const { etag } = await call('GET', `/v1/bans/${id}`, keys.admin);
  const asked = { headers: { 'if-match': etag! }, ...(body && { body: JSON.stringify(body) }) };
  await up();
  if (killAfterMs !== null) setTimeout(kill, killAfterMs);
  const { status } = await call('POST', `/v1/bans/${id}/${action}`, key, asked);
  expect([action, status < 300]).toEqual([action, true]);
};
const stateOf = async (id: string) =>
  (await cypherRows('MATCH (b:BanBatch {id: $id}) RETURN b.state AS state', { id }))[0]!['state'] as string;
/** Keeps the service running until the batch is in this state. */
const until = (id: string, state: string) =>
  expect
    .poll(
      async () => {
        await up();
        return stateOf(id);
      },
      { timeout: 240_000, interval: 100 },
    )
    .toBe(state);

describe('a batch whose service is killed', { timeout: 540_000 }, () => {
  it('between any two steps, before and after each answer, ends with every account in its one right state', async () => {
    const accounts = await plantAccounts(ACCOUNTS);
    // One account that the receiver cannot ban, and one that it cannot let go.
    const [never, stuck] = [accounts[7]!, accounts[20]!];
    const book = ledger((account, action) => account !== (action === 'ban' ? never : stuck));
    let requests = 0;
    receiver.answer(({ text }, response) => {
      const results = book.take(JSON.parse(text).data as BanMessage);
      requests += 1;
      // It has done what it was told. Then: the service dies before it hears of it; hears it late; hears nothing once; hears 500; dies as it hears.
      const way = WAYS[requests % WAYS.length];
      if (way === 'dies') kill();
      if (way === 'never') return undefined;
      if (way === 'fault') return { status: 500 };
      if (way === 'late') return void setTimeout(() => response.end(JSON.stringify({ results })), 1_500);
      if (way === 'dies hearing') setTimeout(kill, 5);
      return { status: 200, body: { results } };
    });
    const added = await call('POST', '/v1/receivers', keys.admin, {
      body: JSON.stringify({ kind: 'webhook', name: 'x', url: receiver.url, topics: [] }),
    });
    const drafted = await call('POST', '/v1/bans/list?title=crash&reason=test', keys.enforcer, {
      body: `account\r\n${accounts.join('\r\n')}\r\n`,
      headers: { 'content-type': 'text/csv', 'idempotency-key': 'crash' },
    });
    const id = drafted.body['id'] as string;
    await step(id, 'freeze', keys.enforcer, undefined, 15);
    await until(id, 'frozen');
    await step(id, 'approve', keys.approver, { reason: 'seen' }, 10);
    await step(id, 'start', keys.enforcer, { ...PLAN, receiver: added.body['id'] }, 25);
    await until(id, 'done');
    const states = async () =>
      Object.fromEntries(
        (
          await cypherRows(
            'MATCH (i:BanItem {batch: $id})-[:ABOUT]->(a) RETURN i.account AS account, i.state + " " + a.status AS state',
            { id },
          )
        ).map((row) => [row['account'], row['state']]),
      );
    const banned = Object.fromEntries(
      accounts.map((account) => [account, account === never ? 'failed active' : 'done banned']),
    );
    expect(await states()).toEqual(banned);
    expect([...book.banned].sort()).toEqual(accounts.filter((account) => account !== never));

    await step(id, 'undo', keys.enforcer, { reason: 'test' }, 20);
    await until(id, 'undone');
    const undone = accounts.map((account) => [
      account,
      account === never ? 'failed active' : account === stuck ? 'undoFailed banned' : 'undone active',
    ]);
    expect(await states()).toEqual(Object.fromEntries(undone));
    expect([...book.banned]).toEqual([stuck]);
    // Exactly once for each account and action, however often the message came; and no ban behind its undoing.
    expect([...book.effects.values()].every((times) => times === 1)).toBe(true);
    expect(book.effects.size).toBe(2 * ACCOUNTS - 1 - 2);
    const firstLift = book.messages.findIndex(({ action }) => action === 'lift');
    expect(book.messages.slice(firstLift).every(({ action }) => action === 'lift')).toBe(true);
    expect(kills).toBeGreaterThan(6);
  });
});
