import { keys, MS, type RoomSamples, seen } from './sample.ts';

export const ingest: RoomSamples = {
  samples: ({ card, two }) => ({
    accounts: {
      with: { rows: two.map((id) => ({ id, createdAt: MS, ...seen, events: 1 })), noHours: Array(168).fill(0) },
    },
    usage: {
      with: {
        rows: two.map((id) => ({
          ...{ id, requests: 1, tokensIn: 1, tokensOut: 1, toolCalls: 1, streamed: 0, hours: [[5, 1]] },
          ...{ capabilities: [['coding', 1]], models: [['large', 1]], clients: [['sdk', 1]] },
        })),
        maxNames: 64,
      },
    },
    attribute: {
      with: { rows: two.map((id) => ({ id, value: 'free', at: MS })) },
      identifiers: { ATTRIBUTE: 'attr_plan', TIME: 'attrAt_plan' },
    },
    signals: {
      with: { type: 'ip', rows: keys.map((key) => ({ key, hint: 'h', first: MS, last: MS })) },
      identifiers: { LABEL: 'Ip' },
    },
    prefixes: { with: { rows: keys.map((key) => ({ key, cidr: '198.18.0.0/24' })) } },
    observations: {
      with: {
        rows: two.map((id) => ({ account: id, key: card, first: MS, last: MS, count: 1, windows: [61_000, 61_001] })),
        maxWindows: 128,
      },
      identifiers: { RELATIONSHIP: 'PAID_WITH' },
    },
    'begin-batch': {
      with: { key: 'b', digest: 'd', chunkEvents: 250, lanes: 1, onInvalid: 'refuse', entry: 'e', now: MS },
    },
    'claim-chunk': { with: { key: 'b#0', attempt: 'a', accepted: 1, observations: 1, now: MS } },
    'done-chunks': { with: { keys: ['b#0', 'b#1'] } },
    'find-batch': { with: { key: 'b' } },
    'finish-batch': { with: { key: 'b', result: '{}', now: MS } },
    'forget-batches': { with: { before: MS, limit: 1000 } },
    'forget-chunks': { with: { before: MS, limit: 1000 } },
  }),
};
