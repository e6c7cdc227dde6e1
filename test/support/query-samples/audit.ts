import { MS, type RoomSamples } from './sample.ts';

export const audit: RoomSamples = {
  plant: `UNWIND range(1, 300) AS n
     CREATE (:AuditEntry {seq: n, id: 'e' + n, at: datetime(), actorId: 'x', action: 'a', targets: ['ring:r'], hash: 'h' + n})
     CREATE (:AuditSubject {ref: 'account:k1:' + n, id: 'a' + n})
     WITH max(n) AS last CREATE (:AuditHead {name: 'audit', seq: last, hash: 'h' + last})`,
  samples: () => ({
    lock: { with: { ids: ['a', 'b'] } },
    append: {
      with: {
        ...{ seq: 9002, hash: 'h2' },
        rows: [9001, 9002].map((seq) => ({
          seq,
          id: `e${seq}`,
          at: MS,
          action: 'a',
          targets: ['ring:r'],
          hash: `h${seq}`,
        })),
      },
    },
    subjects: { with: { rows: [{ ref: 'account:k1:00', id: 'a' }] } },
    'subjects-of': { with: { refs: ['account:k1:00', 'account:k1:01'] } },
    head: { with: {} },
    'is-kept': { with: {} },
    list: {
      with: { below: 150, actor: 'x', action: '', targets: ['ring:r'], from: 0, to: MS * 2, limit: 10 },
    },
    walk: { with: { behind: 10, last: 100, limit: 50 } },
    forget: { with: { refs: ['account:k1:1'] } },
    written: { with: { actions: ['makeBackup', 'exportRings'], since: MS, limit: 10 } },
  }),
};
