import { z } from 'zod';
import { type EngineConfig, engineConfig } from '../engine/config.ts';
import { engineOverrides } from '../engine-overrides.ts';
import { next, page, runId, time } from '../fields.ts';

/** A run ends in exactly one of the last four; only `published` runs are ever read by anybody. */
const RUN_STATES = ['running', 'published', 'failed', 'cancelled', 'abandoned'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** Whether a run read and reckoned everything, or what changed since the one before it. */
const RUN_KINDS = ['whole', 'increment'] as const;
export type RunKind = (typeof RUN_KINDS)[number];

/** Who may begin a run. */
const RUN_TRIGGERS = ['api', 'cli', 'schedule'] as const;
export type RunTrigger = (typeof RUN_TRIGGERS)[number];

const text = (description: string, example: string) => z.string().meta({ description, example });

const figures = (description: string, example: Record<string, number>) =>
  z.record(z.string(), z.number()).meta({ description, example });

const engineExample: EngineConfig = engineConfig.parse({});

export const runSchema = z
  .object({
    id: runId,
    state: z.enum(RUN_STATES).meta({
      description:
        '`running`, then one of: `published` (its rings were shown), `failed`, `cancelled`, `abandoned` (its instance ' +
        'went silent).',
      example: 'published',
    }),
    stage: text('What it is at, or was at when it ended.', 'communities'),
    progress: z.number().min(0).max(1).meta({ description: '0–1, over all stages.', example: 1 }),
    startedAt: time('When it began.'),
    finishedAt: time('When it ended; null while it runs.').nullable(),
    trigger: z.enum(RUN_TRIGGERS).meta({ description: 'What began it.', example: 'api' }),
    kind: z
      .enum(RUN_KINDS)
      .nullable()
      .meta({
        description:
          '`whole`: over everything in the graph. `increment`: on what its instance kept of the last run, with the accounts that changed ' +
          'since. Null until it is published.',
        example: 'increment',
      }),
    why: text(
      'Why it was of that kind.',
      '132 of 5400 accounts changed or came and 0 went since run_20260302t080000',
    ).nullable(),
    startedBy: text('Name of the API key, or of the instance.', 'nightly'),
    cancelledBy: text('Who asked to cancel it; null when nobody did.', 'ana').nullable(),
    published: z.boolean().meta({ description: 'Whether its rings are the ones shown now.', example: true }),
    config: z
      .record(z.string(), z.unknown())
      .meta({ description: 'The engine configuration it runs with, whole.', example: engineExample }),
    counts: figures('Sizes of what it read and wrote; empty until it is published.', {
      accounts: 5400,
      signals: 9100,
      observations: 31000,
      rings: 3,
      campaigns: 1,
      members: 180,
      hubs: 12,
    }),
    counters: z.record(z.string(), z.record(z.string(), z.number())).meta({
      description:
        'What each stage of the engine counted; under `memory` the most that the run’s thread held in its heap and in typed arrays, MiB.',
      example: { links: { candidates: 12000, kept: 2400 }, memory: { heapMiB: 180, arraysMiB: 420 } },
    }),
    milliseconds: figures('How long each stage took.', { read: 420, communities: 310, write: 150 }),
    hash: text('SHA-256 of the rings: equal for equal graph, configuration and seed.', 'a'.repeat(64)).nullable(),
    engineVersion: text('Version of ringfence that ran it.', '0.2.0'),
    error: z
      .object({
        type: text('Stable type of the error.', 'run-out-of-memory'),
        detail: text('What went wrong.', 'The run needed more memory than it may take.'),
      })
      .nullable()
      .meta({ description: 'Why it failed, was given up or was stopped with the service; null otherwise.' }),
  })
  .meta({ id: 'Run', description: 'One detection over one state of the graph with one configuration.' });

export type Run = z.output<typeof runSchema>;

export const runPageSchema = z
  .object({
    runs: z.array(runSchema).meta({ description: 'Runs, the newest first.' }),
    next,
    nextScheduled: time('When the schedule begins the next run; null without a schedule.').nullable(),
  })
  .meta({ id: 'RunPage', description: 'A page of runs.' });

export const runQuery = z.object(page(100, 20));

export const runParams = z.object({ id: runId });

export const startRunBody = z
  .strictObject({
    engine: engineOverrides.optional(),
    whole: z
      .boolean()
      .default(false)
      .meta({ description: 'Read and reckon everything, also where an increment would do.', example: true }),
  })
  .optional()
  .meta({
    id: 'StartRun',
    description: 'How to run; without a body as configured.',
    example: { engine: { minScore: 0.6 }, whole: true },
  });

/** How far a run is: the data of a `progress` event. */
export type RunProgress = Pick<Run, 'state' | 'stage' | 'progress'>;
