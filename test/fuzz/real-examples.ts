import { ANY_VERSION, type Ask, askOf, type RealRequest, type RealRequests, until } from './asking.ts';
import { realBans } from './real-bans.ts';
import type { World } from './world.ts';

/**
 * Makes things of every kind and says, for each operation, what to ask so that it is answered well: what schemathesis makes up is mostly not
 * found. An operation that changes something has a thing of its own, so that no other takes it away.
 */
export const realExamples = async (world: World): Promise<RealRequests> => {
  const ask = askOf(world.url, world.keys.admin);
  const told = await receiversAndRules(ask, world);
  await world.detect();
  const { rings } = (await ask<{ rings: { id: string }[] }>('GET', '/v1/rings?limit=20')).body;
  const [read, decided, ofCase, allowed, ofBans] = rings.map(({ id }) => id) as [
    string,
    string,
    string,
    string,
    string,
  ];
  const { alerts } = (await ask<{ alerts: { id: string }[] }>('GET', '/v1/alerts')).body;
  return {
    ...everyList(world),
    ...told,
    'POST /v1/events': [{ body: [event()] }],
    ...at('POST /v1/alerts/{id}/acknowledge', { id: alerts[0]!.id }),
    ...(await ofRings(ask, read)),
    'PUT /v1/rings/{id}/state': [
      { path: { id: decided }, headers: ANY_VERSION, body: { state: 'in_review', reason: 'seen' } },
    ],
    ...(await ofRuns(ask, world)),
    ...(await ofAllowances(ask, allowed)),
    ...(await ofCases(ask, ofCase)),
    ...(await realBans(ask, world, ofBans)),
    ...at('POST /v1/accounts/{id}/erase/preview', { id: 'user_390' }),
    'POST /v1/accounts/{id}/erase': [{ path: { id: 'user_391' }, body: { code: 'request', reason: 'ticket 4711' } }],
    'GET /v1/erasures': [{ query: { account: 'user_391' } }],
    'POST /v1/retention': [{ body: { dryRun: true } }],
    ...at('GET /problems/{type}', { type: 'invalid-events' }),
    ...at('DELETE /v1/sessions/{id}', { id: await sessionOf(ask, world.keys.viewer) }),
  };
};

/** Lists without anything that narrows them: the cursor of the document's examples belongs to no list that is there. */
const everyList = ({ document }: World): RealRequests =>
  Object.fromEntries(
    Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
      item.get === undefined || path.includes('{') ? [] : [[`GET ${path}`, [{}]]],
    ),
  );

const event = () => ({
  ...{ id: 'fuzz-1', account: 'user_1', kind: 'usage', time: new Date().toISOString() },
  ...{ signals: [{ type: 'ip', value: '203.0.113.7' }], usage: { requests: 12 } },
});

const at = (operation: string, path: Record<string, string>, more: RealRequest = {}): RealRequests => ({
  [operation]: [{ path, ...more }],
});

const created = async (ask: Ask, path: string, body: object, key?: string): Promise<string> =>
  (await ask('POST', path, { body, ...(key !== undefined && { key }) })).body.id;

/** What is there before a run: whom to tell, and of what. */
const receiversAndRules = async (ask: Ask, { receiver }: World): Promise<RealRequests> => {
  const webhook = (name: string) => ({ kind: 'webhook', name, url: receiver.url, topics: ['alerts'] });
  const added = () => created(ask, '/v1/receivers', webhook('desk'));
  const rule = (name: string) => ({ name, when: { kind: 'new_ring', minScore: 0.5 } });
  const addedRule = (name: string) => created(ask, '/v1/alert-rules', rule(name));
  const [kept, renewed, withdrawn] = [await added(), await added(), await added()];
  const read = await addedRule('sure new rings');

  receiver.answer(() => ({ status: 500 }));
  const dead = (await ask('POST', `/v1/receivers/${kept}/test`)).body.id;
  await until(
    'a delivery is dead',
    async () => (await ask<{ state: string }>('GET', `/v1/deliveries/${dead}`)).body.state === 'dead',
  );
  receiver.answer(() => ({ status: 204 }));
  return {
    'POST /v1/receivers': [
      { body: webhook('another') },
      { body: { kind: 'file', name: 'files', folder: 'fuzz', format: 'csv', topics: [] } },
    ],
    ...at('GET /v1/receivers/{id}', { id: kept }),
    ...at('PUT /v1/receivers/{id}', { id: kept }, { headers: ANY_VERSION, body: webhook('desk of today') }),
    ...at('POST /v1/receivers/{id}/secret', { id: renewed }, { headers: ANY_VERSION, body: {} }),
    ...at('POST /v1/receivers/{id}/withdraw', { id: withdrawn }, { headers: ANY_VERSION }),
    ...at('POST /v1/receivers/{id}/test', { id: kept }),
    ...at('GET /v1/deliveries/{id}', { id: dead }),
    ...at('POST /v1/deliveries/{id}/replay', { id: dead }),
    'POST /v1/alert-rules': [{ body: rule('another') }],
    ...at('GET /v1/alert-rules/{id}', { id: read }),
    ...at('PUT /v1/alert-rules/{id}', { id: read }, { headers: ANY_VERSION, body: rule('all new rings') }),
    ...at('DELETE /v1/alert-rules/{id}', { id: await addedRule('to go') }, { headers: ANY_VERSION }),
    ...at('POST /v1/alert-rules/{id}/test', { id: read }),
  };
};

const ofRings = async (ask: Ask, id: string): Promise<RealRequests> => {
  const { evidence } = (await ask<{ evidence: { key: string }[] }>('GET', `/v1/rings/${id}`)).body;
  const { members } = (await ask<{ members: { id: string }[] }>('GET', `/v1/rings/${id}/members?limit=2`)).body;
  const account = members[0]!.id;
  const key = evidence[0]!.key;
  const of = (path: string, more?: RealRequest) => at(`GET /v1/rings/{id}${path}`, { id }, more);
  return {
    ...of(''),
    ...of('/members'),
    ...of('/graph'),
    ...of('/timeline'),
    ...of('/holding'),
    ...of('/decisions'),
    ...of('/counterfactual', { query: { without: key } }),
    ...at('GET /v1/rings/{id}/members/{account}/why', { id, account }),
    ...at('GET /v1/accounts/{id}', { id: account }),
    ...at('GET /v1/accounts/{id}/shared', { id: account }),
    ...at('GET /v1/accounts/{id}/signals', { id: account }),
    ...at('POST /v1/accounts/{id}/match', { id: account }),
    ...at('GET /v1/signals/{key}', { key }),
    ...at('GET /v1/signals/{key}/accounts', { key }),
    'GET /v1/search': [{ query: { q: account } }],
    'GET /v1/exports/rings': [{ query: { format: 'ndjson' } }, { query: { format: 'parquet' } }],
    'GET /v1/exports/accounts': [{ query: { ring: [id] } }, { query: { format: 'csv' } }],
  };
};

/** The run that is published, back-tests that are done, and a promotion that can be taken back. */
const ofRuns = async (ask: Ask, { keys }: World): Promise<RealRequests> => {
  const { runs } = (await ask<{ runs: { id: string }[] }>('GET', '/v1/runs')).body;
  const id = runs[0]!.id;
  const tested = async (minScore: number): Promise<string> => {
    const test = await created(ask, '/v1/backtests', { name: 'a trial', engine: { minScore } }, keys.investigator);
    await until(
      `${test} is done`,
      async () => (await ask<{ state: string }>('GET', `/v1/backtests/${test}`)).body.state === 'done',
    );
    return test;
  };
  await ask('POST', `/v1/backtests/${await tested(0.55)}/promote`, { key: keys.approver, body: { reason: 'better' } });
  const [one, another] = [await tested(0.6), await tested(0.65)];
  return {
    ...at('GET /v1/runs/{id}', { id }),
    ...at('GET /v1/runs/{id}/events', { id }),
    'POST /v1/backtests': [{ body: { name: 'another trial', engine: { minScore: 0.7 } } }],
    ...at('GET /v1/backtests/{id}', { id: one }),
    ...at('GET /v1/backtests/{id}/compare', { id: one }, { query: { with: another } }),
    ...at('POST /v1/backtests/{id}/promote', { id: one }, { body: { reason: 'better' } }),
    'POST /v1/configuration/detection/go-back': [{ headers: ANY_VERSION, body: { version: 0, reason: 'worse' } }],
    'POST /v1/runs': [{ body: { whole: true } }],
  };
};

const ofAllowances = async (ask: Ask, ring: string): Promise<RealRequests> => {
  const said = { code: 'office', reason: 'an office' };
  const allowance = (target: string) => created(ask, '/v1/allow-list', { kind: 'account', target, ...said });
  return {
    'POST /v1/allow-list': [{ body: { kind: 'account', target: 'user_380', ...said } }],
    'POST /v1/allow-list/preview': [{ body: { kind: 'ring', target: ring } }],
    ...at('GET /v1/allow-list/{id}', { id: await allowance('user_381') }),
    ...at('PUT /v1/allow-list/{id}', { id: await allowance('user_382') }, { headers: ANY_VERSION, body: said }),
    ...at(
      'POST /v1/allow-list/{id}/withdraw',
      { id: await allowance('user_383') },
      { headers: ANY_VERSION, body: { reason: 'moved out' } },
    ),
  };
};

const ofCases = async (ask: Ask, ring: string): Promise<RealRequests> => {
  let next = 350;
  const subject = () => ({ kind: 'account', target: `user_${next++}` });
  const opened = (about: object = subject()) => created(ask, '/v1/cases', about);
  const read = await opened({ kind: 'ring', target: ring });
  await ask('POST', `/v1/cases/${read}/notes`, { body: { text: 'Paid with **nine cards**.' } });
  const frozen = await created(ask, `/v1/cases/${read}/snapshots`, { kind: 'ring', target: ring });
  const linked = subject();
  const withLink = await opened();
  await ask('POST', `/v1/cases/${withLink}/links`, { body: linked });
  const { etag } = await ask('GET', `/v1/rings/${ring}`);
  const of = (path: string, id: string, more?: RealRequest) => at(path.replace(' ', ' /v1/cases/{id}'), { id }, more);
  const change = (body: object): RealRequest => ({ headers: ANY_VERSION, body });
  return {
    'GET /v1/cases': [{ query: { ring } }],
    'POST /v1/cases': [{ body: subject() }],
    ...of('GET ', read),
    ...of('GET /history', read),
    ...of('GET /notes', read),
    ...of('GET /snapshots', read),
    ...at('GET /v1/cases/{id}/snapshots/{snapshot}', { id: read, snapshot: frozen }),
    ...of('PATCH ', await opened(), change({ priority: 'high' })),
    ...of('PUT /status', await opened(), change({ status: 'investigating', reason: 'begun' })),
    ...of('POST /notes', read, { body: { text: 'and two devices' } }),
    ...of('POST /links', await opened(), { body: subject() }),
    ...of('POST /unlink', withLink, change(linked)),
    ...of('POST /snapshots', read, { body: { kind: 'ring', target: ring } }),
    ...of('POST /decisions', read, change({ ring, ringETag: etag, state: 'in_review', reason: 'seen' })),
    ...of('POST /merge', await opened(), change({ into: await opened(), reason: 'the same people' })),
  };
};

const sessionOf = async (ask: Ask, key: string): Promise<string> =>
  (await ask<{ session: { id: string } }>('POST', '/v1/session', { key })).body.session.id;
