import { z } from 'zod';
import { SCOPES } from '../http/route.ts';

/** What a key is made with. */
export const newKeySchema = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(80, 'must have at most 80 characters')
    .regex(/^\P{Cc}*$/u, 'must not hold control characters')
    .describe('Who or what uses it, for people.'),
  scopes: z
    .array(z.enum(SCOPES))
    .min(1, 'must name at least one scope')
    .transform((scopes) => SCOPES.filter((scope) => scopes.includes(scope)))
    .describe('What it may do; `admin` includes the others.'),
});
