import type { z } from 'zod';
import { exampleOf } from '../example-of.ts';
import type { Call, ResponseSpec } from '../http/route.ts';
import * as schema from './schema.ts';
import type { Asker, Tagged } from './service.ts';

export const tag = 'Ban batches';

export const answer = (description: string, of: z.ZodType): ResponseSpec => ({
  description,
  schema: of,
  example: exampleOf(of),
});
export const batch = (description: string): ResponseSpec => ({
  ...answer(description, schema.banBatch),
  headers: { ETag: 'Version of the batch, for If-Match.' },
});
export const drafted: ResponseSpec = {
  ...batch('The draft.'),
  headers: { ETag: 'Its version.', Location: 'Path of the batch.' },
};
/** What every step may be refused with. */
export const STEP = ['not-found', 'illegal-transition', 'precondition-failed', 'precondition-required'];

type AnyCall = Pick<Call<unknown, unknown, unknown>, 'actor' | 'caller'>;
export const askerOf = ({ actor, caller }: AnyCall): Asker => ({ actor, roles: caller?.roles ?? [] });

export const made = (tagged: Tagged) => ({
  status: 201,
  ...tagged,
  headers: { Location: `/v1/bans/${tagged.body.id}` },
});
