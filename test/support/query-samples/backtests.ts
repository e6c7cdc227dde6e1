import { lease, MS, type RoomSamples } from './sample.ts';

export const backTests: RoomSamples = {
  plant: `UNWIND range(1, 200) AS n CREATE (:BackTest {id: 'bt_' + n, state: 'done', author: 'key:a', createdAt: datetime(), begun: 1})
       -[:REPORTED]->(:BackTestRing {id: 'bt_' + n + '.ring', side: 'tested'})
     CREATE (:EngineVersion {version: n, overrides: '{}'})`,
  samples: ({ ring, account, card, two }) => ({
    lock: { with: {} },
    create: {
      with: {
        ...{ id: 'bt_new', name: 'n', note: null, overrides: '{}', against: 'graph', until: null, by: 'b' },
        author: 'key:a',
      },
    },
    'allow-account': { with: { id: 'bt_7', target: account } },
    'allow-signal': { with: { id: 'bt_7', target: card } },
    'allow-ring': { with: { id: 'bt_7', target: ring } },
    'leave-out': { with: { id: 'bt_7', target: 'allow_7' } },
    allowed: { with: { id: 'bt_7' } },
    'left-out': { with: { id: 'bt_7' } },
    'is-due': { with: {} },
    take: { with: { holder: 'nobody', ttl: 30_000 } },
    beat: { with: { ...lease, id: 'bt_7', stage: 'links', progress: 0.5 } },
    held: { with: lease },
    'give-way': { with: { ...lease, id: 'bt_7' } },
    end: {
      with: {
        ...{ ...lease, id: 'bt_7', state: 'done', result: '{}', tested: '{}', live: '{}', liveVersion: 0 },
        error: null,
      },
    },
    cancel: { with: { id: 'bt_7', by: 'b' } },
    clear: { with: { id: 'bt_7', limit: 100 } },
    'stage-rings': {
      with: {
        id: 'bt_7',
        rows: [{ id: 'bt_7.new', ring, side: 'live', score: 1, size: 1, summary: 's', published: null }],
      },
    },
    'stage-members': { with: { rows: [{ ring: 'bt_7.ring', account }] } },
    get: { with: { id: 'bt_7' } },
    list: { with: { before: MS * 2, beforeId: '', limit: 20 } },
    rings: { with: { id: 'bt_7', side: 'tested' } },
    'appealed-accounts': { with: {} },
    'decided-rings': { with: { until: MS * 2 } },
    'newest-version': { with: {} },
    versions: { with: { below: 1e9, limit: 20 } },
    'lock-versions': { with: {} },
    promote: {
      with: {
        ...{ test: 'bt_7', id: 'v', version: 9001, overrides: '{}', reason: 'r', by: 'b' },
        ...{ approver: 'key:b', at: MS },
      },
    },
    'go-back': { with: { to: 3, id: 'v', version: 9001, reason: 'r', by: 'b', at: MS } },
    mentions: { with: { names: two } },
    rewrite: {
      with: { tests: [{ id: 'bt_1', name: 'n', note: null }], versions: [{ version: 1, reason: 'r' }] },
    },
  }),
};
