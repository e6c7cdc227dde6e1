import { MS, type RoomSamples } from './sample.ts';

/** What a ban batch keeps of an account. */
const banned = (account: string) => ({
  ...{ account, ring: 'r1', rings: ['r1'], strength: 0.5, bits: 20, reason: null },
});

export const bans: RoomSamples = {
  plant: `UNWIND range(1, 200) AS n
     CREATE (b:BanBatch {id: 'ban_' + n, state: CASE WHEN n < 20 THEN 'frozen' ELSE 'done' END, version: 1, authors: ['key:a'], approvals: [],
       attention: CASE WHEN n < 5 THEN true END, createdAt: datetime(), frozenAt: datetime()})
     WITH b, n UNWIND range(1, 5) AS seq
     CREATE (b)-[:LISTS]->(:BanItem {id: b.id + '.' + seq, batch: b.id, seq: seq, account: 'nobody' + seq, state: 'pending', ring: 'r' + n,
       wave: 0, delayMs: 0, leases: 1, dueAt: datetime(), leaseUntil: datetime()})
     CREATE (b)-[:LEAVES_OUT]->(:BanExclusion {id: b.id + '.' + seq, batch: b.id, account: 'other' + seq, why: 'rule'})`,
  samples: ({ run, ring, account, two }) => ({
    execution: { with: { batch: 'ban_7' } },
    'at-work': { with: {} },
    'planned-items': { with: { batch: 'ban_7' } },
    'place-items': { with: { batch: 'ban_7', rows: [1, 2].map((seq) => ({ seq, wave: 0, delayMs: 0 })) } },
    'begin-execution': {
      with: { batch: 'ban_7', plan: '{}', seed: 's', receiver: null, lastWave: 3, at: MS },
    },
    'begin-wave': { with: { batch: 'ban_7', wave: 1, at: MS } },
    'set-due': { with: { batch: 'ban_7', wave: 1, at: MS } },
    'shift-due': { with: { batch: 'ban_7', ms: 1000 } },
    'set-quiet': { with: { batch: 'ban_7', at: MS } },
    'set-held': { with: { batch: 'ban_7', held: false, at: MS } },
    'set-base': { with: { batch: 'ban_7', done: 1, failed: 1, appeals: 0 } },
    rest: { with: { batch: 'ban_7', attention: true } },
    fared: { with: { batch: 'ban_7' } },
    waiting: { with: { batch: 'ban_7' } },
    due: { with: { batch: 'ban_7', state: 'pending', now: MS, limit: 100 } },
    'move-items': {
      with: {
        from: 'pending',
        rows: ['ban_7.1', 'ban_7.2'].map((id) => ({
          id,
          state: 'sent',
          detail: null,
          delivery: 'd',
          leaseUntil: null,
        })),
      },
    },
    'skip-pending': { with: { batch: 'ban_7', accounts: null, detail: 'd' } },
    'undo-items': { with: { batch: 'ban_7', accounts: null, at: MS } },
    ...Object.fromEntries(
      ['settle-bans', 'settle-undos'].map((name) => [
        name,
        {
          with: {
            batch: 'ban_7',
            rows: ['ban_7.1', 'ban_7.2'].map((id) => ({ id, outcome: 'done', detail: null, unsure: false })),
            at: MS,
          },
        },
      ]),
    ),
    leased: { with: { batch: 'ban_7', most: 10, states: ['sent', 'undoSent'], now: MS, until: MS, limit: 100 } },
    expired: { with: { batch: 'ban_7', now: MS, most: 10, all: false } },
    'state-of-items': { with: { ids: ['ban_7.1', 'ban_7.2'] } },
    'known-accounts': { with: { batch: 'ban_7', accounts: two } },
    progress: { with: { batch: 'ban_7' } },
    create: {
      with: { id: 'ban_new', author: 'key:a', name: 'a', title: 't', reason: 'r', source: '{}', digest: 'd', at: MS },
    },
    get: { with: { id: 'ban_7' } },
    lock: { with: { id: 'ban_7' } },
    list: {
      with: { states: ['draft'], ring, account, case: 'case_7', before: MS * 2, beforeId: '', limit: 10 },
    },
    step: {
      with: {
        ...{ id: 'ban_7', version: 1, action: 'approve', by: 'key:b', state: 'approved', phase: null },
        ...{ authors: ['key:a'], approvals: ['key:b'], more: {}, at: MS },
      },
    },
    'add-approval': {
      with: {
        ...{ id: 'ban_7', at: MS },
        approval: { id: 'ban_7.key:b.approved', by: 'key:b', name: 'b', verdict: 'approved', reason: 'r' },
      },
    },
    approvals: { with: { ids: ['ban_7', 'ban_8'] } },
    'write-items': {
      with: { batch: 'ban_8', rows: two.map((id, seq) => ({ ...banned(id), id: `n${seq}`, seq })) },
    },
    'write-exclusions': {
      with: {
        ...{ batch: 'ban_8', at: MS },
        rows: two.map((id, n) => ({ ...banned(id), id: `n${n}`, why: 'rule', detail: 'd', by: null })),
      },
    },
    'remove-items': { with: { batch: 'ban_9', accounts: two } },
    'remove-exclusions': { with: { batch: 'ban_9', accounts: null, why: ['rule'] } },
    count: { with: { batch: 'ban_7' } },
    'left-out-by-reason': { with: { batch: 'ban_7' } },
    items: { with: { batch: 'ban_7', states: [], after: 0, limit: 10 } },
    exclusions: { with: { batch: 'ban_7', why: [], after: '', limit: 10 } },
    renumber: { with: { batch: 'ban_7' } },
    facts: { with: { accounts: [...two, 'nobody'], batch: 'ban_8', open: ['frozen'], now: MS } },
    'ring-members': { with: { run, rings: [ring], minStrength: 0, limit: 100 } },
    memberships: { with: { run, accounts: two } },
    rings: { with: { run, rings: [ring] } },
    published: { with: {} },
    run: { with: { run } },
    'ring-evidence': { with: { run, ring } },
    unwritten: { with: { batch: 'ban_7', after: 0, limit: 10 } },
    'write-lines': { with: { rows: [{ id: 'ban_7.1', line: '{}', hash: 'h', alone: null }] } },
    'update-items': { with: { rows: [{ ...banned(account), id: 'ban_7.1' }] } },
    'remove-forgotten': { with: { batch: 'ban_6' } },
    'forget-lines': { with: { batch: 'ban_6' } },
    hashes: { with: { batch: 'ban_7' } },
    header: { with: { id: 'ban_7' } },
    freezing: { with: { before: MS } },
    'freezing-goes-on': { with: { id: 'ban_7', at: MS } },
    'lock-freezing': { with: {} },
    collateral: { with: { batch: 'ban_7', published: run } },
    'rings-of-batch': { with: { batch: 'ban_7' } },
    'ring-states': { with: { rings: [ring] } },
    earlier: { with: { batch: 'ban_7', rings: [ring] } },
    'decided-rings': { with: {} },
    'present-rings': { with: { batch: 'ban_7', run, share: 0.2 } },
    joined: { with: { batch: 'ban_7', run, rings: [ring], limit: 10 } },
    holding: { with: { accounts: two, states: ['frozen'] } },
    'leave-drafts': { with: { accounts: two } },
    'forget-items': { with: { accounts: two, erased: 'e' } },
    'forget-exclusions': { with: { rows: [{ id: 'other1', ref: 'r' }], erased: 'e' } },
    mentions: { with: { names: two, inJson: two } },
    rewrite: {
      with: {
        ...{ batches: [{ id: 'ban_1', title: 't', reason: null, source: '{}', header: null }] },
        ...{ approvals: [{ id: 'a', reason: 'r' }], items: [{ id: 'ban_1.1', reason: 'r', detail: null }] },
        exclusions: [{ id: 'ban_1.1', detail: 'd' }],
      },
    },
  }),
};
