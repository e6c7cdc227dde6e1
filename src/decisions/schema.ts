import { z } from 'zod';
import * as field from '../fields.ts';

export const ALLOWED_KINDS = ['account', 'signal', 'ring'] as const;
export type AllowedKind = (typeof ALLOWED_KINDS)[number];

const kind = z.enum(ALLOWED_KINDS).meta({
  description:
    '`signal`: no evidence any more. `account`: in no ring. `ring`: the accounts that it has now make no ring, until a fifth of one are others.',
  example: 'signal',
});
const target = z.string().min(1).max(1100).meta({
  description: 'Id of the account, key of the signal, or id of a ring of the published run.',
  example: 'ip:203.0.113.7',
});
const code = field.reasonCode.meta({ description: 'Why, for machines.', example: 'office' });
const reason = z
  .string()
  .trim()
  .min(1)
  .max(2000)
  .regex(/^[^\p{Cc}]*$/u, 'must not hold control characters')
  .meta({ description: 'Why, for people.', example: 'the exit of our Berlin office, confirmed by its owner' });

const asked = { kind, target };
const said = {
  code,
  reason,
  until: z.iso
    .datetime({ offset: true })
    .nullable()
    .default(null)
    .meta({ description: 'When it ends; null for never.', example: '2027-03-01T00:00:00Z' }),
};

export const newAllowance = z
  .strictObject({ ...asked, ...said })
  .meta({ id: 'NewAllowance', description: 'What is to be allowed, and why.' });
export const previewBody = z
  .strictObject(asked)
  .meta({ id: 'AllowancePreviewRequest', description: 'What might be allowed.' });
export const changeBody = z
  .strictObject(said)
  .meta({ id: 'AllowanceChange', description: 'What is said of it from now on.' });
export const withdrawBody = z
  .strictObject({ reason })
  .meta({ id: 'AllowanceWithdrawal', description: 'Why it is no longer allowed.' });

const id = z
  .string()
  .regex(/^allow_[a-z2-7]{16}$/)
  .meta({
    description: 'Id of the entry; one account, signal or ring always has the same.',
    example: 'allow_q2hbjbahybblq2hb',
  });
export const allowanceParams = z.object({ id });

export const allowance = z
  .object({
    id,
    ...asked,
    code,
    reason,
    by: z.string().meta({ description: 'Who said so last.', example: 'desk-berlin' }),
    at: field.time('When it was said.'),
    until: field.timeOrNull('When it ends; null for never.'),
    withdrawnAt: field.timeOrNull('When it was taken back; null while it stands.'),
    active: z.boolean().meta({ description: 'Whether the next run goes by it.', example: true }),
    accounts: z
      .int()
      .nullable()
      .meta({ description: 'Of a ring, the accounts that it had when it was allowed.', example: null }),
    version: z.int().meta({ description: 'How often it was changed.', example: 1 }),
  })
  .meta({ id: 'Allowance', description: 'Something that may be, as people have decided.' });

export type Allowance = z.output<typeof allowance>;

export const allowanceQuery = z.object({
  kind: kind.optional(),
  active: z
    .enum(['true', 'false'])
    .default('true')
    .transform((text) => text === 'true')
    .meta({ description: 'Only those that the next run goes by; `false` for all.', example: 'true' }),
  ...field.page(200, 50),
});

export const allowancePage = z
  .object({
    entries: z.array(allowance).meta({ description: 'The newest first.' }),
    next: field.next,
  })
  .meta({ id: 'AllowancePage', description: 'A page of the allow-list.' });

export const preview = z
  .object({
    rings: z
      .array(
        z
          .object({
            ring: field.ringId,
            size: field.count('Accounts in it now.', 60),
            leave: field.count('Accounts that would not be in it.', 60),
            dissolves: z.boolean().meta({ description: 'Whether nothing would be left to report.', example: true }),
            scoreBefore: field.score,
            scoreAfter: z
              .number()
              .nullable()
              .meta({ description: 'The score of what is left; null where it is not asked.', example: 0.4 }),
          })
          .meta({ id: 'AllowanceEffect', description: 'What would become of a ring.' }),
      )
      .meta({
        description: 'Rings of the published run that it touches, those with the most accounts that leave first.',
      }),
    dissolved: field.count('Rings that would not be reported.', 3),
    accounts: field.count('Accounts that would be in no ring any more.', 212),
    notLookedAt: field.count('Further rings that it touches, beyond those looked at.', 0),
    summary: z.string().meta({
      description: 'The same in a sentence.',
      example: 'This entry would dissolve 3 rings; 212 accounts would be in no ring.',
    }),
  })
  .meta({
    id: 'AllowancePreview',
    description:
      'What the published rings would be with this entry, by their own evidence. The next run weighs everything anew and may differ.',
  });

export type Preview = z.output<typeof preview>;
