import { z } from 'zod';
import { ROLES, rolesAmong } from '../access/roles.ts';

/** What a key is made with. */
export const newKeySchema = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(80, 'must have at most 80 characters')
    .regex(/^\P{Cc}*$/u, 'must not hold control characters')
    .describe('Who or what uses it, for people.'),
  roles: z.array(z.enum(ROLES)).min(1, 'must name at least one role').transform(rolesAmong).describe('What it may do.'),
});
