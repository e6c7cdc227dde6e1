import { MS, type RoomSamples } from './sample.ts';

export const alerts: RoomSamples = {
  plant: `UNWIND range(1, 200) AS n
     CREATE (:Alert {id: 'alert_' + n, rule: 'rule_' + n % 20, ring: 'r' + n, state: CASE n % 20 WHEN 0 THEN 'held' ELSE 'sent' END, at: datetime(), size: 9})
     CREATE (:AlertRule {id: 'rule_' + n, name: 'n', version: 1})
     CREATE (:DecidedRing {ring: 'r' + n, seq: 1, size: 9, state: 'dismissed'})`,
  samples: ({ run, ring, two }) => ({
    rules: { with: {} },
    mentions: { with: { names: two } },
    rewrite: { with: { rules: [{ id: 'rule_7', name: 'n' }], alerts: [{ id: 'alert_7', name: 'n' }] } },
    rule: { with: { id: 'rule_7' } },
    'write-rule': {
      with: {
        ...{ id: 'rule_new', version: 0 },
        rule: { name: 'n', enabled: true, when: '{}', againPercent: null, quiet: null, by: 'b', at: MS },
      },
    },
    'remove-rule': { with: { id: 'rule_7', version: 1 } },
    cursor: { with: {} },
    lock: { with: {} },
    'next-run': { with: {} },
    'rings-of-run': { with: { run, before: 'run_other' } },
    'dismissed-twins': { with: { run, rings: [ring] } },
    mark: { with: { run } },
    raised: { with: { rules: ['rule_7'], rings: [ring] } },
    raise: {
      with: {
        rows: [
          {
            ...{ id: 'alert_new', rule: 'rule_7', ruleName: 'n', kind: 'new_ring', ring, run, size: 9, score: 1 },
            ...{ text: 't', at: MS, state: 'sent' },
          },
        ],
      },
    },
    advance: { with: { run } },
    held: { with: { limit: 10 } },
    release: { with: { ids: ['alert_7'] } },
    list: {
      with: { before: MS * 2, beforeId: '', rule: '', ring: '', acknowledged: null, limit: 20 },
    },
    get: { with: { id: 'alert_7' } },
    acknowledge: { with: { id: 'alert_7', by: 'b', at: MS } },
  }),
};
