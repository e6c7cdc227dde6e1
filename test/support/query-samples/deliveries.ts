import { MS, type RoomSamples } from './sample.ts';

export const deliveries: RoomSamples = {
  plant: `UNWIND range(1, 300) AS n
     CREATE (:Receiver {id: 'rcv_' + n, topics: ['bans'], version: 1, createdAt: datetime()})
     CREATE (:Delivery {id: 'dlv_' + n, receiver: 'rcv_' + n % 5, state: 'pending', claim: 0, attempts: 0, body: '{}',
       nextAt: datetime({epochMillis: $at}), createdAt: datetime({epochMillis: $at + n})})
     CREATE (:Delivery {id: CASE n WHEN 1 THEN 'dlv_dead' ELSE 'dlv_dead_' + n END, receiver: 'rcv_' + n % 5, state: CASE n % 2 WHEN 1 THEN 'dead' ELSE 'delivered' END,
       body: '{}', settledAt: datetime({epochMillis: $at}), createdAt: datetime({epochMillis: $at})})`,
  samples: ({ two }) => ({
    'write-receiver': {
      with: {
        ...{ id: 'rcv_new', version: 0 },
        entry: {
          ...{ name: 'n', kind: 'webhook', url: 'u', folder: null, format: null, topics: ['bans'], secrets: ['s'] },
          ...{ oldSecretUntil: null, by: 'b', at: MS, createdAt: MS, withdrawnAt: null },
        },
      },
    },
    receiver: { with: { id: 'rcv_7' } },
    receivers: { with: { withdrawn: true } },
    takers: { with: { topics: ['bans'] } },
    put: {
      with: {
        rows: ['dlv_new', 'dlv_newer'].map((id) => ({
          ...{ id, receiver: 'rcv_7', topic: 'bans', type: 't', subject: 's', body: '{}', bytes: 2, nextAt: MS },
        })),
        at: MS,
      },
    },
    claim: {
      with: { now: MS + 1e6, until: MS + 2e6, most: 8, perReceiver: 4, busy: { rcv_7: 1 } },
    },
    settle: {
      with: { id: 'dlv_7', claim: 0, state: 'dead', status: 500, problem: 'p', nextAt: null, at: MS },
    },
    'give-back': { with: { id: 'dlv_7', claim: 0, now: MS } },
    dead: {
      with: { receiver: '', topic: '', subject: '', problem: '', after: 0, afterId: '', until: MS * 2, limit: 50 },
    },
    replay: { with: { id: 'dlv_dead', now: MS } },
    get: { with: { id: 'dlv_7' } },
    list: {
      with: { state: '', receiver: '', topic: '', subject: '', before: MS * 2, beforeId: '', limit: 50 },
    },
    counts: { with: {} },
    forget: { with: { before: MS * 2, limit: 100 } },
    mentions: { with: { names: two } },
    rewrite: { with: { rows: [{ id: 'dlv_1', subject: 's', body: '{}', bytes: 2 }] } },
  }),
};
