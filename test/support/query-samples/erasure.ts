import { along, keys, MS, RELATIONSHIPS, type RoomSamples } from './sample.ts';

export const erasure: RoomSamples = {
  plant: `UNWIND range(1, 300) AS n CREATE (:Tombstone {ref: 'account:k1:' + n, at: datetime(), times: 1})
     WITH count(n) AS all CREATE (:RetentionJob {name: 'retention'})`,
  samples: ({ run, ring, account, card, two }) => ({
    cells: { with: { keys } },
    'set-cells': { with: { rows: [{ id: ring, run, cells: '[]' }] } },
    'account-page': { with: { after: '', limit: 10 } },
    'account-before': { with: { id: account } },
    bury: {
      with: {
        ...{ rows: [{ ref: 'account:k1:1', gone: '{}' }], at: MS, code: 'c', reason: 'r', by: 'b', written: true },
      },
    },
    mentions: { with: { names: two } },
    'set-reasons': { with: { rows: [{ ref: 'account:k1:1', reason: 'r' }] } },
    campaigns: { with: { keys } },
    job: { with: {} },
    'leave-rings': { with: { accounts: two } },
    'lock-accounts': { with: { accounts: two } },
    'lock-job': { with: {} },
    'note-published': { with: {} },
    'remove-accounts': { with: { accounts: two } },
    'remove-old': {
      with: { accounts: two, before: Object.fromEntries(RELATIONSHIPS.map((it) => [it, 4e12])) },
      ...along,
    },
    'remove-prefixes': { with: { prefixes: ['198.18.0.0/24'] } },
    'remove-runs': { with: { before: 4e12, limit: 10 } },
    'find-unshown': { with: { keys: [...keys, card] }, ...along },
    'remove-observations': { with: { accounts: two }, ...along },
    'remove-signals': { with: { keys } },
    'retention-page': {
      with: { after: '', unseenBefore: MS, before: Object.fromEntries(RELATIONSHIPS.map((it) => [it, MS])), limit: 10 },
      ...along,
    },
    'set-campaigns': { with: { rows: [{ id: 'camp_planted', run, evidence: '[]' }] } },
    'set-job': { with: { job: '{}', state: 'ended', at: MS } },
    shown: { with: { accounts: two }, ...along },
    tombstones: { with: { refs: [], before: 4e12, beforeRef: '', limit: 10 } },
  }),
};
