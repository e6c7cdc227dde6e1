import { MS, type RoomSamples } from './sample.ts';

export const sessions: RoomSamples = {
  plant: `UNWIND range(1, 300) AS n
     CREATE (:Session {id: 's' + n, hash: 'h', callerKind: 'key', callerId: 'k' + n, createdAt: datetime(), lastUsedAt: datetime(), expiresAt: datetime()})`,
  samples: () => ({
    begin: {
      with: {
        ...{ id: 's_new', hash: 'h', callerKind: 'key', callerId: 'k', callerName: 'n', roles: ['admin'] },
        ...{ now: MS, expiresAt: MS, from: null, agent: null },
      },
    },
    end: { with: { id: 's1' } },
    'end-all': { with: { callerKind: 'key', callerId: 'k1', keep: 0 } },
    find: { with: { id: 's1' } },
    list: { with: { caller: '', now: 0, usedSince: 0, before: 4e12, beforeId: '', limit: 20 } },
    'remove-expired': { with: { now: MS, limit: 10 } },
    touch: { with: { id: 's1', now: MS, before: MS } },
  }),
};
