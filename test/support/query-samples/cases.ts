import { firstPage, MS, type RoomSamples } from './sample.ts';

export const cases: RoomSamples = {
  plant: `UNWIND range(1, 300) AS n
     CREATE (c:Case {id: 'case_' + n, status: CASE n % 10 WHEN 0 THEN 'open' ELSE 'closed' END, version: 1, priority: 2, openedAt: datetime(), dueAt: datetime()})
     CREATE (c)-[:HAS_NOTE]->(:CaseNote {id: 'note_' + n, at: datetime(), text: 't'})
     CREATE (c)-[:HAS_SNAPSHOT]->(:EvidenceSnapshot {id: 'snap_' + n, at: datetime(), content: '{}'})
     CREATE (:CaseEvent {case: c.id, seq: 1, at: datetime(), facts: '{}'})
     CREATE (c)-[:ABOUT {at: datetime(), run: 'run_other', size: 9, gone: false}]->
       (:CaseSubject {ref: CASE n % 3 WHEN 0 THEN 'ring:r' ELSE 'account:a' END + n, kind: CASE n % 3 WHEN 0 THEN 'ring' ELSE 'account' END, id: 'x' + n})`,
  samples: ({ run, earlier, ring, account, card, two }) => ({
    lock: { with: { id: 'case_7' } },
    'open-of-subject': {
      with: { ref: 'account:a7', kind: 'account', subject: 'a7', id: 'case_new', unfinished: ['open', 'waiting'] },
    },
    create: {
      with: { id: 'case_new', case: { title: 't', priority: 2, assignee: null, dueAt: null, by: 'b' }, at: MS },
    },
    append: {
      with: {
        ...{ id: 'case_7', change: 'c', by: 'b', at: MS, version: 9002 },
        rows: [9001, 9002].map((seq) => ({ seq, action: 'note', facts: '{}' })),
      },
    },
    change: { with: { id: 'case_7', said: { title: 't', priority: 2, assignee: null, dueAt: MS } } },
    'set-status': { with: { id: 'case_7', status: 'closed', outcome: 'confirmed', at: MS } },
    'link-ring': { with: { id: 'case_7', target: ring, by: 'b', at: MS } },
    'link-account': { with: { id: 'case_7', target: account, by: 'b', at: MS } },
    'link-signal': { with: { id: 'case_7', target: card, by: 'b', at: MS } },
    unlink: { with: { id: 'case_7', ref: 'account:a7' } },
    links: { with: { id: 'case_7' } },
    'is-linked': { with: { id: 'case_7', ref: 'account:a7' } },
    get: { with: { id: 'case_7' } },
    list: {
      with: {
        ...{ statuses: ['open'], priorities: [2], assignee: 'ana', unassigned: false, subject: 'account:a7' },
        ...{ due: MS * 2, sort: 'due', ...firstPage },
      },
    },
    history: { with: { id: 'case_7', before: 1e9, limit: 50 } },
    'add-note': { with: { id: 'case_7', note: 'note_new', text: 't', by: 'b', at: MS } },
    notes: { with: { id: 'case_7', before: MS * 2, beforeId: '', limit: 50 } },
    'add-snapshot': { with: { id: 'case_7', snapshot: { id: 'snap_new', content: '{}' }, at: MS } },
    snapshots: { with: { id: 'case_7', before: MS * 2, beforeId: '', limit: 50 } },
    snapshot: { with: { id: 'case_7', snapshot: 'snap_7' } },
    merge: { with: { id: 'case_7', into: 'case_8' } },
    'speak-of-rings': { with: { id: 'case_7' } },
    'rings-to-look-at': { with: { limit: 50 } },
    'cases-of-ring': { with: { ring } },
    'what-became': { with: { ring, from: earlier, run } },
    'look-at-ring': { with: { id: 'case_7', ring, run, size: 9, gone: false } },
    holding: { with: { accounts: two, unfinished: ['open'] } },
    mentions: { with: { names: two, inJson: two } },
    'rename-subjects': { with: { rows: [{ ref: 'account:a1', id: 'x' }] } },
    rewrite: {
      with: {
        ...{ titles: [{ id: 'case_1', text: 't' }], notes: [{ id: 'note_1', text: 't' }] },
        ...{
          events: [{ id: 'case_1', seq: 1, text: '{}' }],
          snapshots: [{ id: 'snap_1', text: '{}', rehash: 'h', targets: {} }],
        },
      },
    },
    'subjects-of': { with: { refs: ['account:a1'] } },
  }),
};
