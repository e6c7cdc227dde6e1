import { along, firstPage, MONDAY, MS, type RoomSamples } from './sample.ts';

export const rings: RoomSamples = {
  samples: ({ run, ring, accounts, card, two }) => ({
    published: { with: {} },
    campaigns: { with: { run, ...firstPage } },
    campaign: { with: { run, campaign: 'camp_planted' } },
    list: {
      with: {
        ...{
          run,
          minScore: 0,
          maxScore: 1,
          minSize: 0,
          maxSize: 1e9,
          states: ['new'],
          types: [],
          campaigns: ['c'],
          text: 'a',
        },
        ...{ firstSeenFrom: 0, firstSeenTo: 1e15, lastSeenFrom: 0, lastSeenTo: 1e15, sort: 'size', descending: true },
        ...firstPage,
      },
    },
    get: { with: { run, ring } },
    evidence: { with: { run, ring, limit: 50 } },
    lineage: { with: { run, ring } },
    gone: { with: { run: 'run_other', ring } },
    members: { with: { run, ring, ...firstPage, signals: 20 } },
    edges: { with: { run, ring, accounts, signals: [card], limit: 100 } },
    'judged-run': { with: { run } },
    'structure-signals': { with: { run, rings: [ring] } },
    'structure-members': { with: { run, rings: [ring], until: MONDAY + 90 * 86_400 }, ...along },
    captions: { with: { keys: [card, 'ip:198.18.0.1'] } },
    sizes: { with: { run } },
    timeline: { with: { run, ring, signals: 20 } },
    decisions: { with: { ring, before: 1e9, limit: 50 } },
    decide: { with: { run, ring, version: 1, state: 'confirmed', reason: 'r', code: null, by: 'b', at: MS } },
    mentions: { with: { names: two } },
    'set-reasons': { with: { rows: [{ ring, seq: 1, reason: 'r' }] } },
    'confirmed-of': { with: { accounts: two } },
  }),
};
