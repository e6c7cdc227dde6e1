import { MS, type RoomSamples } from './sample.ts';

export const appeals: RoomSamples = {
  plantAfterRuns: `UNWIND range(1, 300) AS n
     MERGE (b:BanBatch {id: 'ban_' + (n % 30)}) SET b.createdAt = datetime(), b.authors = ['x'], b.run = $run
     CREATE (i:BanItem {id: 'ban_' + n + '.0', batch: b.id, seq: n, state: 'done', ring: $ring})
     CREATE (a:Appeal {id: 'appeal_' + n, state: CASE n % 10 WHEN 0 THEN 'overturned' ELSE 'open' END, at: datetime(), decidedAt: datetime(), version: 1})-[:AGAINST]->(i)
     WITH a, i, n WHERE n % 10 = 0
     MATCH (account:Account {id: $account}) CREATE (i)-[:ABOUT]->(account)
     WITH a MATCH (s:Signal {key: $card}) CREATE (a)-[:DOUBTS]->(s)`,
  samples: ({ account, two }) => ({
    'lock-ban': { with: { account, batch: '', states: ['done'] } },
    record: {
      with: {
        ...{ id: 'appeal_new', item: 'ban_1.0', at: MS, change: 'c', most: 20 },
        appeal: { ticket: null, reason: 'r', by: 'b' },
      },
    },
    'is-written': { with: { id: 'appeal_7' } },
    lock: { with: { id: 'appeal_7' } },
    'set-state': {
      with: { id: 'appeal_7', set: { state: 'upheld', code: null, said: 's', decidedBy: 'b', change: 'c' }, at: MS },
    },
    get: { with: { id: 'appeal_7' } },
    list: {
      with: { state: 'open', batch: '', account: '', signal: '', before: MS * 2, beforeId: '', limit: 50 },
    },
    precision: { with: { from: 0, to: MS * 2 } },
    'of-batch': { with: { batch: 'ban_1' } },
    holding: { with: { accounts: two } },
    forget: { with: { accounts: two, erased: 'e' } },
    mentions: { with: { names: two } },
    rewrite: { with: { rows: [{ id: 'apl_1', ticket: null, reason: 'r', said: null }] } },
  }),
};
