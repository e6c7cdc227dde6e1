import { keys, MS, type RoomSamples } from './sample.ts';

export const decisions: RoomSamples = {
  plant:
    "UNWIND range(1, 200) AS n CREATE (:Allowance {id: 'allow_' + n, kind: 'signal', target: 'ip:' + n, version: 1, at: datetime()})",
  samples: ({ ring, account, card, two }) => ({
    write: {
      with: {
        ...{ id: 'allow_new', version: 0 },
        entry: {
          ...{ kind: 'account', target: account, code: 'office', reason: 'r', by: 'b' },
          ...{ at: MS, until: null, withdrawnAt: null },
        },
      },
    },
    'allow-account': { with: { id: 'allow_7', target: account } },
    'allow-signal': { with: { id: 'allow_7', target: card } },
    'allow-ring': { with: { id: 'allow_7', target: ring } },
    unbind: { with: { id: 'allow_7' } },
    get: { with: { id: 'allow_7' } },
    list: {
      with: { kind: '', active: true, now: MS, before: MS * 2, beforeId: '', limit: 50 },
    },
    'rings-of-account': { with: { account } },
    forget: { with: { accounts: two, signals: keys } },
    mentions: { with: { names: two } },
    'set-reasons': { with: { rows: [{ id: 'allow_1', reason: 'r' }] } },
  }),
};
