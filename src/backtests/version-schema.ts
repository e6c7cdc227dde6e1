import { z } from 'zod';
import { engineOverrides } from '../engine-overrides.ts';
import * as field from '../fields.ts';
import { configuration, reason } from './schema.ts';

export const promoteBody = z.strictObject({ reason }).meta({ id: 'Promotion', description: 'Why it is to be live.' });
export const goBackBody = z
  .strictObject({
    version: z.int().min(0).meta({ description: 'Version to go back to; 0 for the file alone.', example: 0 }),
    reason,
  })
  .meta({ id: 'EngineGoBack', description: 'Which earlier configuration is to be live again, and why.' });

const versionFields = {
  version: field.count('Number of the version; the newest is in force. 0: the file alone.', 3),
  overrides: engineOverrides,
  backTest: z
    .string()
    .nullable()
    .meta({ description: 'The back-test that it comes from.', example: 'bt_20260302t080000_k3f9qz' }),
  author: z.string().nullable().meta({ description: 'Who asked for that back-test.', example: 'desk-berlin' }),
  backTo: z.int().nullable().meta({ description: 'The version that this one went back to.', example: null }),
  by: z.string().nullable().meta({ description: 'Who approved it, or went back.', example: 'lead-berlin' }),
  at: field.timeOrNull('When.'),
  reason: z.string().nullable().meta({ description: 'Why.', example: 'finds the two rings of ticket 4711' }),
};

export const engineVersionSchema = z
  .object(versionFields)
  .meta({ id: 'EngineVersion', description: 'What stood over the file’s configuration of the engine.' });

export type EngineVersion = z.output<typeof engineVersionSchema>;

export const engineNowSchema = z
  .object({
    ...versionFields,
    engine: configuration('What the next run of this instance goes by, whole.'),
    file: configuration('`detection.engine` of this instance’s configuration, which the overrides stand over.'),
  })
  .meta({ id: 'EngineNow', description: 'The engine’s configuration in force.' });

export type EngineNow = z.output<typeof engineNowSchema>;

export const versionQuery = z.object(field.page(100, 20));
export const versionPage = z
  .object({ versions: z.array(engineVersionSchema).meta({ description: 'The newest first.' }), next: field.next })
  .meta({ id: 'EngineVersionPage', description: 'A page of versions.' });
