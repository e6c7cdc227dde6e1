import { keys, type RoomSamples } from './sample.ts';

export const report: RoomSamples = {
  samples: ({ run, ring }) => ({
    run: { with: { run: '' } },
    previous: { with: { run } },
    totals: { with: { run } },
    cells: { with: { run, ring } },
    rings: { with: { run, previous: '', limit: 2 } },
    campaigns: { with: { run, limit: 20 } },
    gone: { with: { run: 'run_other', previous: run, limit: 10 } },
    'evidence-mix': { with: { run } },
    'network-mix': { with: { run } },
    hubs: { with: { run } },
    activity: { with: { run, signals: 8 } },
    prefixes: { with: { keys } },
  }),
};
