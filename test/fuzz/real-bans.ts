import { ANY_VERSION, type Ask, type RealRequests, until } from './asking.ts';
import type { World } from './world.ts';

const REASON = { reason: 'looked at all of them' };
const PLAN = { receiver: null, canary: { share: 1, atLeast: 1, holdMinutes: 0 } };

/** Ban batches, one in the right state for each step that can be asked, and appeals against one of them. */
export const realBans = async (ask: Ask, { keys }: World, ring: string): Promise<RealRequests> => {
  const { enforcer, approver } = keys;
  let next = 0;
  /** Accounts that are on no other list. */
  const accounts = (count: number): string[] => Array.from({ length: count }, () => `user_${next++}`);
  const post = <Body = { id: string }>(path: string, key: string, body?: object) =>
    ask<Body>('POST', path, { key, ...(body && { body }) });
  const state = async (id: string) => (await ask<{ state: string }>('GET', `/v1/bans/${id}`)).body.state;
  const reaches = (id: string, wanted: string) => until(`${id} is ${wanted}`, async () => (await state(id)) === wanted);

  const draft = async (listed = accounts(3)): Promise<string> => {
    const csv = `account\r\n${listed.join('\r\n')}\r\n`;
    return (await ask('POST', '/v1/bans/list?title=fuzz&reason=seen', { key: enforcer, csv })).body.id;
  };
  const frozen = async (listed = accounts(3)): Promise<string> => {
    const id = await draft(listed);
    await post(`/v1/bans/${id}/freeze`, enforcer);
    await reaches(id, 'frozen');
    return id;
  };
  const approved = async (listed = accounts(3)): Promise<string> => {
    const id = await frozen(listed);
    await post(`/v1/bans/${id}/approve`, approver, REASON);
    return id;
  };
  const started = async (listed = accounts(3)): Promise<string> => {
    const id = await approved(listed);
    await post(`/v1/bans/${id}/start`, enforcer, PLAN);
    return id;
  };
  const pending = async (id: string): Promise<string[]> => {
    let keysOfIt: string[] = [];
    await until(`${id} has accounts to ban`, async () => {
      const { body } = await ask<{ accounts: { key: string }[] }>('GET', `/v1/bans/${id}/pending?leaseSeconds=3600`);
      keysOfIt = body.accounts.map(({ key }) => key);
      return keysOfIt.length > 0;
    });
    return keysOfIt;
  };
  const carriedOut = async (listed: string[], outcome: 'done' | 'failed'): Promise<string> => {
    const id = await started(listed);
    const results = (await pending(id)).map((key) => ({ key, outcome }));
    await post(`/v1/bans/${id}/acknowledgements`, enforcer, { results });
    return id;
  };

  interface Member {
    readonly id: string;
    readonly strength: number;
  }
  const { members } = (await ask<{ members: Member[] }>('GET', `/v1/rings/${ring}/members`)).body;
  // Those that the ring holds less strongly than half of it are not drawn: they are who joined since, for a batch that follows up.
  const strengths = members.map(({ strength }) => strength).sort((a, b) => a - b);
  const minStrength = strengths[Math.ceil(strengths.length / 2)]!;
  const drawn = (title: string) =>
    post('/v1/bans', enforcer, { title, reason: 'seen', from: { kind: 'rings', rings: [ring], minStrength } });
  const ofRing = await drawn('a ring');
  const redrawn = await drawn('a ring again');
  const strongest = members.filter(({ strength }) => strength >= minStrength).slice(0, 2);
  await post(`/v1/bans/${ofRing.body.id}/leave-out`, enforcer, { accounts: strongest.map(({ id }) => id), ...REASON });
  await post(`/v1/bans/${ofRing.body.id}/freeze`, enforcer);
  await reaches(ofRing.body.id, 'frozen');
  const read = ofRing.body.id;

  const [left, taken] = [accounts(3), accounts(3)];
  const withLeftOut = await draft(taken);
  await post(`/v1/bans/${withLeftOut}/leave-out`, enforcer, { accounts: [taken[0]!], ...REASON });
  const paused = await started();
  await post(`/v1/bans/${paused}/pause`, enforcer);
  const stopped = await carriedOut(accounts(3), 'failed');
  await reaches(stopped, 'stopped');
  const due = await started();
  const [handed] = await pending(due);

  const banned = accounts(4);
  const done = await carriedOut(banned, 'done');
  const appeal = async (account: string) =>
    (await post('/v1/appeals', enforcer, { account, reason: 'an office' })).body.id;
  const [open, decided] = [await appeal(banned[0]!), await appeal(banned[1]!)];
  await post(`/v1/appeals/${decided}/decision`, approver, { outcome: 'upheld', reason: 'seen' });

  const step = (id: string, body?: object) => [{ path: { id }, headers: ANY_VERSION, ...(body && { body }) }];
  const reading = (path: string, id: string): RealRequests => ({ [`GET ${path}`]: [{ path: { id } }] });
  const from = { kind: 'rings', rings: [ring] };
  return {
    ...reading('/v1/bans/{id}', read),
    ...reading('/v1/bans/{id}/accounts', read),
    ...reading('/v1/bans/{id}/exclusions', read),
    ...reading('/v1/bans/{id}/manifest', read),
    ...reading('/v1/bans/{id}/collateral', read),
    ...reading('/v1/bans/{id}/followup', read),
    ...reading('/v1/bans/{id}/progress', done),
    ...reading('/v1/bans/{id}/pending', await started()),
    'POST /v1/bans': [{ body: { title: 'of a fuzz', reason: 'seen', from } }],
    'POST /v1/bans/list': [
      {
        query: { title: 'of a fuzz', reason: 'seen' },
        body: `account\r\n${accounts(2).join('\r\n')}\r\n`,
        mediaType: 'text/csv',
      },
    ],
    'POST /v1/bans/{id}/draw': step(redrawn.body.id),
    'POST /v1/bans/{id}/leave-out': step(await draft(left), { accounts: [left[0]!], ...REASON }),
    'POST /v1/bans/{id}/take-in': step(withLeftOut, { accounts: [taken[0]!] }),
    'POST /v1/bans/{id}/freeze': step(await draft()),
    'POST /v1/bans/{id}/followup': [{ path: { id: read }, body: { title: 'who joined', reason: 'seen' } }],
    'POST /v1/bans/{id}/approve': step(await frozen(), REASON),
    'POST /v1/bans/{id}/reject': step(await frozen(), REASON),
    'POST /v1/bans/{id}/cancel': step(await frozen()),
    'POST /v1/bans/{id}/start': step(await approved(), PLAN),
    'POST /v1/bans/{id}/pause': step(await started()),
    'POST /v1/bans/{id}/resume': step(paused),
    'POST /v1/bans/{id}/release': step(stopped, REASON),
    'POST /v1/bans/{id}/undo': step(await carriedOut(accounts(3), 'done'), REASON),
    'POST /v1/bans/{id}/acknowledgements': [
      { path: { id: due }, body: { results: [{ key: handed!, outcome: 'done' }] } },
    ],
    'POST /v1/appeals': [{ body: { account: banned[2]!, reason: 'an office' } }],
    'GET /v1/appeals/{id}': [{ path: { id: open } }],
    'POST /v1/appeals/{id}/decision': step(open, { outcome: 'overturned', code: 'office', reason: 'seen' }),
    'POST /v1/appeals/{id}/take-back': step(decided, { reason: 'forged' }),
  };
};
