import type { RoomSamples } from './sample.ts';

export const exports: RoomSamples = {
  samples: ({ run, ring }) => ({
    run: { with: { run: '' } },
    totals: { with: { run } },
    'known-rings': { with: { run, rings: [ring] } },
    rings: {
      with: {
        ...{
          run,
          minScore: 0,
          maxScore: 1,
          minSize: 0,
          maxSize: 1e9,
          states: ['new'],
          types: [],
          campaigns: [],
          rings: [],
          text: 'a',
        },
        ...{ firstSeenFrom: 0, firstSeenTo: 1e15, lastSeenFrom: 0, lastSeenTo: 1e15, after: null, afterId: '' },
        ...{ limit: 500, evidence: 5 },
      },
    },
    evidence: { with: { run, rings: [ring] } },
    members: {
      with: {
        run,
        rings: [ring],
        minStrength: 0,
        afterPlace: 0,
        after: 1,
        afterId: '',
        limit: 1000,
        reasons: 3,
        none: -1,
      },
    },
  }),
};
