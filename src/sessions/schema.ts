import { z } from 'zod';
import { ROLES } from '../access/roles.ts';
import * as field from '../fields.ts';

const id = z
  .string()
  .regex(/^[a-z2-7]{12}$/)
  .meta({ description: 'Id of the session.', example: 'k2m7xq4w3b5a' });

export const sessionParams = z.object({ id });

const who = z
  .object({
    kind: z.enum(['key', 'token']).meta({ description: 'An API key, or a person by token.', example: 'key' }),
    id: z.string().meta({ description: 'Id of the key, or subject of the token.', example: 'q2hbjbahybbl' }),
    name: z.string().meta({ description: 'For people.', example: 'desk-berlin' }),
  })
  .meta({ id: 'WhoCalls', description: 'A key or a person.' });

export const login = z
  .object({
    caller: who.meta({ description: 'Who asks.' }),
    roles: z.array(z.enum(ROLES)).meta({ description: 'What they may do.', example: ['investigator'] }),
    session: z
      .object({
        id,
        csrfToken: z.string().meta({
          description: 'What every change by this session has to send as X-CSRF-Token.',
          example: '0f'.repeat(32),
        }),
        createdAt: field.time('When they logged in.'),
        idleExpiresAt: field.time('When it ends if it is not used meanwhile.'),
        expiresAt: field.time('When it ends in any case.'),
      })
      .nullable()
      .meta({ description: 'The session that they ask by; null where they show a key or a token.' }),
  })
  .meta({ id: 'Login', description: 'Who is logged in, and for how long.' });

export type Login = z.output<typeof login>;

export const endedCount = z
  .object({ ended: z.int().meta({ description: 'How many there were.', example: 2 }) })
  .meta({ id: 'EndedSessions', description: 'What was ended.' });

export const sessionQuery = z.object({
  caller: z
    .string()
    .min(1)
    .max(256)
    .optional()
    .meta({ description: 'Only those of this key or person.', example: 'q2hbjbahybbl' }),
  ...field.page(200, 50),
});

export const sessionPage = z
  .object({
    sessions: z
      .array(
        z
          .object({
            id,
            caller: who,
            createdAt: field.time('When they logged in.'),
            lastUsedAt: field.time('When it was used last, to the minute.'),
            expiresAt: field.time('When it ends in any case.'),
            from: z.string().nullable().meta({ description: 'Address that they logged in from.', example: '10.1.2.3' }),
            agent: z
              .string()
              .nullable()
              .meta({ description: 'Their browser, by its own word.', example: 'Mozilla/5.0 (X11; Linux x86_64)' }),
          })
          .meta({ id: 'Session', description: 'Somebody who is logged in.' }),
      )
      .meta({ description: 'Those that are open, the newest first.' }),
    next: field.next,
  })
  .meta({ id: 'SessionPage', description: 'A page of sessions.' });
