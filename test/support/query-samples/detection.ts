import { along, lease, MONDAY, type RoomSamples } from './sample.ts';

export const detection: RoomSamples = {
  samples: ({ run, ring, account, card, two }) => ({
    doubted: { with: {} },
    allowed: { with: {} },
    confirmed: { with: {} },
    'claim-staging': { with: { run, part: 0 } },
    'count-accounts': { with: {} },
    'count-observations': { with: {}, ...along },
    'count-signals': { with: {} },
    'create-run': {
      with: { run: 'run_new', holder: 'a', trigger: 'api', by: 'b', config: '{}', engineVersion: '1' },
    },
    'end-run': { with: { run, state: 'failed', error: null } },
    'forget-staging': { with: { run } },
    'get-run': { with: { run } },
    'give-up-lease': { with: lease },
    heartbeat: { with: { ...lease, run, stage: 'links', progress: 0.5 } },
    'list-runs': { with: { beforeTime: 4e12, beforeId: '', limit: 20 } },
    'lock-lease': { with: {} },
    'account-versions': { with: { after: '', page: 1000 } },
    'networks-mark': { with: {} },
    'project-accounts': { with: {}, ...along },
    'project-changed': { with: { ids: two }, ...along },
    'project-signals': { with: { after: '', page: 1000 } },
    'publish-run': {
      with: { ...lease, run, kind: 'whole', why: 'w', hash: 'h', counts: '{}', basis: '{}' },
    },
    'published-rings': { with: { run } },
    'published-run': { with: {} },
    'release-lease': { with: lease },
    'remove-campaigns': { with: { run, limit: 10 } },
    'remove-rings': { with: { run, rings: [ring] } },
    'request-cancel': { with: { run, by: 'b' } },
    'rings-of-run': { with: { run } },
    'stage-campaigns': {
      with: {
        run,
        rows: [
          {
            ...{ id: 'camp_new', rings: [ring], accounts: 2, score: 1, bits: 9, firstSeen: MONDAY, lastSeen: MONDAY },
            ...{ requests: 1, summary: 's', evidence: '[]' },
          },
        ],
      },
    },
    'stage-evidence': { with: { run, rows: [{ ring, signal: card, bits: 1, members: 1, accounts: 1 }] } },
    'stage-hubs': { with: { run, rows: [{ signal: card, class: 'organic', accounts: 9, features: '{}' }] } },
    'stage-lineage': {
      with: { run, previous: run, rows: [{ from: ring, to: ring, jaccard: 1, how: 'same' }] },
    },
    'stage-members': { with: { run, rows: [{ ring, account, strength: 1, bits: 1, signals: [card] }] } },
    'stage-rings': {
      with: {
        run: 'run_new',
        rows: [
          {
            ...{ id: ring, score: 1, size: 1, firstSeen: MONDAY, lastSeen: MONDAY, requests: 1, types: [] },
            ...{ summary: 's', features: '{}' },
          },
        ],
      },
    },
    'superseded-runs': { with: { keep: 5 } },
    'take-lease': { with: { ...lease, run } },
    'thin-ring': { with: { run, ring, limit: 10 } },
  }),
};
