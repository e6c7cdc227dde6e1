import { z } from 'zod';
import * as field from '../../fields.ts';
import { BATCH_STATES } from '../batch/batch-states.ts';
import { ITEM_STATES } from '../batch/item-states.ts';
import { planBody } from './plan.ts';

const SAID: Readonly<Record<(typeof ITEM_STATES)[number], string>> = {
  pending: 'Not sent yet.',
  sent: 'Sent, and not answered.',
  done: 'Banned.',
  failed: 'Not banned, or nobody knows.',
  skipped: 'Left alone.',
  undoing: 'To be let go.',
  undoSent: 'Sent to be let go, and not answered.',
  undone: 'Let go.',
  undoFailed: 'Could not be let go.',
};
const accounts = z
  .object(
    Object.fromEntries(ITEM_STATES.map((state) => [state, field.count(SAID[state], 0)])) as Record<
      (typeof ITEM_STATES)[number],
      z.ZodInt
    >,
  )
  .meta({ id: 'BanItemCounts', description: 'How many accounts stand where.' });

const orNull = (description: string, example: number) => z.int().nullable().meta({ description, example });

export const progress = z
  .object({
    state: z.enum(BATCH_STATES).meta({ description: 'State of the batch.', example: 'running' }),
    phase: z
      .enum(['canary', 'running'])
      .nullable()
      .meta({ description: 'How far it has come; where a held batch goes on.', example: 'running' }),
    wave: orNull('The wave that is under way, 0 for the canary; null before it is started.', 2),
    lastWave: orNull('The last one.', 24),
    problem: z.string().nullable().meta({ description: 'Why it was stopped.', example: null }),
    startedAt: field.timeOrNull('When it was started.'),
    waveAt: field.timeOrNull('When its wave began.'),
    quietSince: field.timeOrNull('When the last of the canary was answered: it is watched since then.'),
    plan: planBody.nullable(),
    accounts,
    waves: z
      .array(
        z
          .object({ wave: field.count('0 for the canary.', 0), accounts })
          .meta({ id: 'BanWaveProgress', description: 'How far a wave has come.' }),
      )
      .meta({ description: 'The waves in their order.' }),
  })
  .meta({ id: 'BanProgress', description: 'How far a batch has come in being carried out.' });
export type Progress = z.output<typeof progress>;
