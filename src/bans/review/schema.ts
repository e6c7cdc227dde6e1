import { z } from 'zod';
import * as field from '../../fields.ts';
import { BATCH_STATES } from '../batch/batch-states.ts';
import { batchId, reasonBody, titleField } from '../batch/schema.ts';

const number = (description: string, example: number) => z.number().meta({ description, example });

const calibration = z
  .object({
    basis: z.enum(['configured', 'decisions']).meta({
      description:
        '`configured`: scores as they are, which is somewhat too modest. `decisions`: by what was confirmed and dismissed.',
      example: 'decisions',
    }),
    confirmed: field.count('Confirmed rings of the published run.', 31),
    dismissed: field.count('Dismissed rings of the published run.', 4),
    intercept: number('Log-odds become this …', 0.4),
    slope: number('… plus this × log-odds.', 1.1),
  })
  .meta({ id: 'BanCalibration', description: 'How scores are read as probabilities.' });

const tier = z
  .object({
    name: z.string().meta({ description: 'Name of the tier.', example: 'medium' }),
    from: field.count('Accounts in a ring, from …', 12),
    to: z.int().nullable().meta({ description: '… to; null for no bound.', example: 49 }),
    rings: field.count('Rings of this size.', 3),
    accounts: field.count('Accounts listed of them.', 97),
    expectedInnocents: number('Of these, expected to be innocent.', 1.7),
  })
  .meta({ id: 'BanTier', description: 'Rings of like size.' });

const attribute = z
  .object({
    name: z.string().meta({ description: 'Name of the attribute.', example: 'spend' }),
    accounts: field.count('Accounts that have it.', 12),
    sum: z.number().nullable().meta({ description: 'Of numbers, the sum.', example: 140.5 }),
    most: z.number().nullable().meta({ description: 'Of numbers, the greatest.', example: 120.5 }),
    values: z
      .array(
        z
          .object({
            value: z.string().meta({ description: 'A value.', example: 'team' }),
            accounts: field.count('Accounts.', 3),
          })
          .meta({ id: 'BanAttributeValue', description: 'How many have a value.' }),
      )
      .meta({ description: 'Of others, the most frequent values; 10 at most.' }),
  })
  .meta({ id: 'BanAttribute', description: 'What listed accounts have of an attribute.' });

const earlier = z
  .object({
    ring: field.ringId,
    batch: batchId,
    state: z.enum(BATCH_STATES).meta({ description: 'What became of it.', example: 'done' }),
    createdAt: field.time('When it was drafted.'),
    both: field.count('Accounts that both list of the ring.', 40),
    added: field.count('Accounts that only this batch lists.', 17),
    gone: field.count('Accounts that only the earlier one lists.', 2),
  })
  .meta({ id: 'BanEarlier', description: 'The last batch before with accounts of the same ring.' });

export const collateral = z
  .object({
    batch: batchId,
    accounts: field.count('Accounts on the list.', 97),
    expectedInnocents: number('Of these, expected to be innocent: the sum of 1 − p over accounts in rings.', 1.7),
    withoutRing: field.count('Accounts without a ring, of which no score tells anything.', 0),
    calibration,
    tiers: z.array(tier).meta({ description: 'By size of the ring.' }),
    near: z
      .object({
        score: field.count('Accounts of rings that were hardly reported.', 0),
        scoreBelow: number('Their rings score below this.', 0.6),
        minScore: number('What the run reports from.', 0.5),
        strength: field.count('Accounts at the edge of their ring.', 4),
        strengthBelow: number('They are held less strongly than this.', 0.25),
      })
      .meta({ id: 'BanNear', description: 'Who is near a threshold.' }),
    heldByOneSignal: z.int().nullable().meta({
      description: 'Accounts that would be out without one single signal; null before the list is frozen.',
      example: 6,
    }),
    age: z
      .object({
        groups: z
          .array(
            z
              .object({
                underDays: z
                  .int()
                  .nullable()
                  .meta({ description: 'Younger than this; null for older ones.', example: 30 }),
                accounts: field.count('Accounts, without those of the groups before.', 80),
              })
              .meta({ id: 'BanAge', description: 'Accounts of an age.' }),
          )
          .meta({ description: 'From young to old.' }),
        unknown: field.count('Accounts of unknown age.', 0),
      })
      .meta({ id: 'BanAges', description: 'How old the accounts are.' }),
    attributes: z.array(attribute).meta({ description: 'What events told of them.' }),
    past: z
      .object({
        wasAllowed: field.count('Accounts that were on the allow-list once.', 0),
        wasUndone: field.count('Accounts of which an earlier ban was undone.', 1),
        leftRing: field.count('Accounts that the published run has in no ring.', 2),
        ringsConfirmed: field.count('Rings that are confirmed.', 2),
        ringsDismissed: field.count('Rings that are dismissed.', 0),
        ringsUndecided: field.count('Rings that nobody has decided on.', 1),
      })
      .meta({ id: 'BanPast', description: 'What was decided before.' }),
    earlier: z.array(earlier).meta({ description: 'By ring, the difference to the last batch.' }),
  })
  .meta({ id: 'BanCollateral', description: 'Whom a batch would hit wrongly, as far as that can be told beforehand.' });
export type CollateralAnswer = z.output<typeof collateral>;

export const followup = z
  .object({
    batch: batchId,
    run: field.runId.nullable().meta({ description: 'The published run.' }),
    rings: z.array(field.ringId).meta({ description: 'What became of its rings.' }),
    joined: field.count('Accounts in them that the batch neither lists nor leaves out.', 14),
    accounts: z
      .array(
        z
          .object({ account: field.accountId, ring: field.ringId, strength: field.strength })
          .meta({ id: 'BanJoined', description: 'An account that joined.' }),
      )
      .meta({ description: 'The most strongly held first; 100 at most.' }),
  })
  .meta({ id: 'BanFollowup', description: 'Who joined the rings of a batch since its list was fixed.' });
export type Followup = z.output<typeof followup>;

export const followupBody = reasonBody
  .extend({ title: titleField })
  .meta({ id: 'NewBanFollowup', description: 'What the new batch is called, and why.' });
