import { z } from 'zod';
import type { ResponseSpec } from './route.ts';

/** An answer in JSON; its example is put together from those of its fields. */
export const answer = (description: string, schema: z.ZodType): ResponseSpec => ({ description, schema });

/** The answer to a GET that is sent again and again. */
export const revalidated = (description: string, schema: z.ZodType): ResponseSpec => ({
  ...answer(description, schema),
  headers: { ETag: 'Version of this answer, for If-None-Match.' },
});
export const ifNoneMatch = z.object({
  'if-none-match': z
    .string()
    .max(1000)
    .optional()
    .meta({ description: 'ETag of an answer you have: 304 when it still holds.', example: '"run_20260302t080000.1"' }),
});

/** By which a change names the version that it was decided on. `changed` says when it is another one. */
export const ifMatch = (thing: string, etag: string, changed = 'it has changed') =>
  z.object({
    'if-match': z
      .string()
      .max(1000)
      .optional()
      .meta({
        description: `ETag of the ${thing} as you read it. Without it: 428. When ${changed} since: 412.`,
        example: etag,
      }),
  });

/** A thing that whoever read it changes: its answers bear its version. `schema` is how it is shown, unless an answer shows more. */
export const versioned = (thing: string, schema: z.ZodType) => ({
  shown: (description: string, of: z.ZodType = schema): ResponseSpec => ({
    ...answer(description, of),
    headers: { ETag: `Version of the ${thing}, for If-Match.` },
  }),
  made: (description: string, of: z.ZodType = schema): ResponseSpec => ({
    ...answer(description, of),
    headers: { ETag: 'Its version.', Location: `Path of the ${thing}.` },
  }),
});

/** What was made, and where it is. */
export const created = <Tagged extends { readonly body: { readonly id: string }; readonly etag: string }>(
  path: string,
  tagged: Tagged,
) => ({ status: 201, ...tagged, headers: { Location: `${path}/${tagged.body.id}` } });
