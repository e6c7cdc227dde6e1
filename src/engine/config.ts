import { z } from 'zod';

/** Every default of the engine, in one visible object; each is documented in docs/configuration.md from here. */
export const engineConfig = z
  .strictObject({
    seed: z.int().min(0).max(0xffffffff).default(1).describe('Seed of everything random in a run.'),
    community: z.enum(['louvain']).default('louvain').describe('The community engine: graphology-communities-louvain.'),
    hubDegree: z
      .int()
      .min(2)
      .default(50)
      .describe('A signal on more accounts than this is a hub: classed, and never expanded into its pairs.'),
    linkBitsPerLog2N: z
      .number()
      .min(0)
      .default(1.3)
      .describe(
        'Two accounts are linked when their shared signals carry this many bits per log2 of the number of accounts (1.3 is 20 bits at 43,000 accounts).',
      ),
    resolution: z.number().positive().default(1).describe('Resolution of the first Louvain pass.'),
    minCohesion: z
      .number()
      .min(0)
      .max(1)
      .default(0.2)
      .describe('A community whose members are linked to a smaller share of the others than this is split again.'),
    minRingSize: z.int().min(2).default(4).describe('Smaller communities are not reported.'),
    minScore: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .describe('Communities scored below this are not reported as rings.'),
    maxEvidence: z.int().min(1).default(50).describe('Evidence signals kept for a ring, the strongest first.'),
  })
  .describe('How observations become rings.');

export type EngineConfig = z.output<typeof engineConfig>;
