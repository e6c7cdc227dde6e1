import type { RoomSamples } from './sample.ts';

export const templates: RoomSamples = {
  plant: `UNWIND range(1, 200) AS n CREATE (p:TemplatePattern {id: 'k1:t' + n, seq: n, tokens: [n], shown: false, caption: 'c'})
     WITH p, n WHERE n % 20 = 0 SET p.mergedInto = 'k1:t1'`,
  samples: ({ account, card }) => ({
    lock: { with: {} },
    head: { with: {} },
    advance: { with: { seq: 2 } },
    keep: {
      with: {
        rows: ['k1:new', 'k1:newer'].map((id, at) => ({
          ...{ id, seq: at + 9000, tokens: [1, -2, 0], caption: 'c', shown: false, mergedInto: null },
        })),
      },
    },
    newest: { with: { limit: 50 } },
    since: { with: { after: 5, own: 'k1:' } },
    captions: { with: { rows: [{ key: 'prompt:k1:t1', id: 'k1:t1' }] } },
    'merged-into': { with: { id: 'k1:t1' } },
    merged: { with: { type: 'prompt', limit: 10 }, identifiers: { RELATIONSHIP: 'PROMPTED' } },
    'lock-accounts': { with: { key: card, limit: 10 }, identifiers: { RELATIONSHIP: 'PAID_WITH' } },
    'move-signal': {
      with: { from: card, to: 'prompt:k1:t1', toId: 'k1:t1', type: 'prompt' },
      identifiers: { LABEL: 'PromptTemplate' },
    },
    'move-observations': {
      with: { from: card, to: 'ip:198.18.0.1', accounts: [account], maxWindows: 128 },
      identifiers: { RELATIONSHIP: 'PAID_WITH' },
    },
    'forget-merged': { with: { type: 'prompt', seconds: 0, limit: 10 } },
  }),
};
