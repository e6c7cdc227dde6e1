import { expect } from 'vitest';
import { cypherRows } from './graph.ts';
import type { TestReceiver } from './receiver.ts';

/** A message to whoever carries bans out. */
export interface BanMessage {
  readonly batch: string;
  readonly action: 'ban' | 'lift';
  readonly accounts: readonly { readonly account: string; readonly key: string; readonly ring: string | null }[];
}

/** What happened at a receiver, which does for each key what it has not done yet. */
export interface Ledger {
  /** How often something was done for each key. */
  readonly effects: ReadonlyMap<string, number>;
  /** Who is banned there. */
  readonly banned: ReadonlySet<string>;
  readonly messages: readonly BanMessage[];
  /** Takes a message in, and says what became of each account. */
  take(message: BanMessage): { account: string; outcome: 'done' | 'failed'; detail?: string }[];
}

/** The enforcement system of somebody who reads docs/deliveries.md; `can`: whether it can do this to this account. */
export const ledger = (can: (account: string, action: 'ban' | 'lift') => boolean = () => true): Ledger => {
  const effects = new Map<string, number>();
  const banned = new Set<string>();
  const messages: BanMessage[] = [];
  return {
    effects,
    banned,
    messages,
    take(message) {
      messages.push(message);
      return message.accounts.map(({ account, key }) => {
        if (effects.has(key)) return { account, outcome: 'done' };
        if (!can(account, message.action)) return { account, outcome: 'failed', detail: 'cannot be done here' };
        effects.set(key, (effects.get(key) ?? 0) + 1);
        if (message.action === 'ban') banned.add(account);
        else banned.delete(account);
        return { account, outcome: 'done' };
      });
    },
  };
};

/** A webhook receiver that keeps such a ledger. */
export const answering = (receiver: TestReceiver, book: Ledger): void =>
  receiver.answer(({ text }) => ({ status: 200, body: { results: book.take(JSON.parse(text).data as BanMessage) } }));

/** Accounts without events, some in years and some new. */
export const plantAccounts = async (count: number, prefix = 'acct_'): Promise<string[]> => {
  const ids = Array.from({ length: count }, (_, n) => `${prefix}${String(n).padStart(5, '0')}`);
  await cypherRows(
    `UNWIND range(0, size($ids) - 1) AS n
     CREATE (:Account {id: $ids[n], status: 'active', events: 1, requests: n, createdAt: datetime() - duration({days: n % 200}),
       firstSeen: datetime(), lastSeen: datetime()})`,
    { ids },
  );
  return ids;
};

/** One call of the API. */
type Call = <Body = Record<string, unknown>>(
  method: string,
  path: string,
  options?: { body?: unknown; headers?: Record<string, string>; key?: string },
) => Promise<{ status: number; headers: Headers; body: Body }>;

/** Takes a step of a batch, on its present version. */
export const step = async (call: Call, id: string, action: string, key: string, body?: object) => {
  const etag = (await call('GET', `/v1/bans/${id}`)).headers.get('etag')!;
  return call('POST', `/v1/bans/${id}/${action}`, { key, headers: { 'if-match': etag }, ...(body && { body }) });
};

/** A batch of these accounts, from its list to its approval. */
export const approvedBatch = async (
  call: Call,
  accounts: readonly string[],
  keys: { readonly enforcer: string; readonly approvers: readonly string[] },
): Promise<string> => {
  const drafted = await call<{ id: string; accounts: number }>('POST', '/v1/bans/list?title=test&reason=seen', {
    body: `account\r\n${accounts.join('\r\n')}\r\n`,
    headers: { 'content-type': 'text/csv' },
    key: keys.enforcer,
  });
  expect([drafted.status, drafted.body.accounts]).toEqual([201, accounts.length]);
  const { id } = drafted.body;
  expect((await step(call, id, 'freeze', keys.enforcer)).status).toBe(202);
  await expect
    .poll(async () => (await call('GET', `/v1/bans/${id}`)).body['state'], { timeout: 60_000, interval: 50 })
    .toBe('frozen');
  for (const key of keys.approvers) {
    expect((await step(call, id, 'approve', key, { reason: 'looked at' })).status).toBe(200);
  }
  return id;
};
