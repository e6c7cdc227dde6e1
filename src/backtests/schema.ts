import { z } from 'zod';
import { engineConfig } from '../engine/config.ts';
import { engineOverrides } from '../engine-overrides.ts';
import * as field from '../fields.ts';

const BACK_TEST_STATES = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const;
export type BackTestState = (typeof BACK_TEST_STATES)[number];

export const text = (description: string, example: string) => z.string().meta({ description, example });
const words = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}]*$/u, 'must not hold control characters');
const share = (description: string, example: number | null) =>
  z.number().min(0).max(1).nullable().meta({ description, example });

export const backTestId = z
  .string()
  .regex(/^bt_[a-z0-9_]{1,40}$/)
  .meta({ description: 'Id of the back-test.', example: 'bt_20260302t080000_k3f9qz' });
export const backTestParams = z.object({ id: backTestId });

const against = z.enum(['graph', 'decisions']).meta({
  description:
    '`graph`: every ring counts. `decisions`: only rings with an account of a ring that was confirmed or dismissed.',
  example: 'graph',
});
export const reason = words(2000).meta({
  description: 'Why, for people.',
  example: 'finds the two rings of ticket 4711',
});
const name = words(200).meta({ description: 'What people call it.', example: 'smaller rings' });

const allowedKind = z
  .enum(['account', 'signal', 'ring'])
  .meta({ description: 'What is allowed, as on the allow-list.', example: 'signal' });

export const newBackTest = z
  .strictObject({
    name,
    note: words(2000).optional().meta({ description: 'What it is to show.', example: 'do rings of three hold?' }),
    engine: engineOverrides.optional(),
    allowList: z
      .strictObject({
        add: z
          .array(
            z.strictObject({
              kind: allowedKind,
              target: z.string().min(1).max(1100).meta({
                description: 'Id of the account, key of the signal, or id of a ring of the published run.',
                example: 'ip:203.0.113.7',
              }),
            }),
          )
          .max(100)
          .optional()
          .meta({ description: 'Allowed beside what is on the allow-list.' }),
        leaveOut: z
          .array(
            z
              .string()
              .regex(/^allow_[a-z2-7]{16}$/)
              .meta({ description: 'Id of an entry.', example: 'allow_q2hbjbahybblq2hb' }),
          )
          .max(100)
          .optional()
          .meta({ description: 'Entries of the allow-list that are left out.' }),
      })
      .optional()
      .meta({ description: 'What is allowed otherwise than by the allow-list.' }),
    until: z.iso
      .datetime({ offset: true })
      .optional()
      .meta({ description: 'The graph as it was then; without it, as it is.', example: '2026-02-01T00:00:00Z' }),
    against: against.default('graph'),
  })
  .meta({ id: 'NewBackTest', description: 'What is to be tried, on what.' });

export type NewBackTest = z.output<typeof newBackTest>;

export const judgement = z
  .object({
    rings: field.count('Rings that it reports.', 12),
    accounts: field.count('Accounts in them.', 640),
    confirmed: field.count('Of these, accounts of rings that were confirmed, or whose ban was upheld.', 280),
    dismissed: field.count('Of these, accounts of rings that were dismissed, or whose ban was overturned.', 20),
    precision: share('Confirmed among its accounts that were decided on; null where none were.', 0.933),
    recall: share('What it has of all confirmed accounts; null where there are none.', 0.97),
    ringPrecision: share('The same in decided rings, of which it has at least half.', 0.9),
    ringRecall: share('What it has of all confirmed rings; null where there are none.', 1),
  })
  .meta({ id: 'BackTestJudgement', description: 'How one side does, and how it does by decisions.' });

export const changes = z
  .object({
    new: field.count('Rings that only it has.', 2),
    lost: field.count('Rings that only the other has.', 1),
    changed: field.count('Rings of both with other accounts.', 3),
    split: field.count('Its rings that are parts of a ring that goes on in another.', 0),
    merged: field.count('Rings of the other that went into a ring that goes on from another.', 0),
    same: field.count('Rings of both with the same accounts.', 7),
    gained: field.count('Accounts that only it has in a ring.', 31),
    lostAccounts: field.count('Accounts that only the other has in a ring.', 8),
  })
  .meta({ id: 'BackTestChanges', description: 'What it has that the other has not, and the reverse.' });

const resultSchema = z
  .object({
    tested: judgement,
    live: judgement,
    changes,
    hash: text('SHA-256 of the rings: equal for equal graph and configuration.', 'a'.repeat(64)),
    decidedRings: field.count('Rings that were confirmed or dismissed and are kept.', 14),
    appeals: field.count('Appeals that were upheld or overturned.', 5),
    decidedGone: field.count('Such rings that are not kept any more, and do not count.', 0),
    sizes: z
      .object({
        accounts: field.count('Accounts in the state.', 5400),
        signals: field.count('Signals in it.', 9100),
        observations: field.count('Observations in it.', 31000),
      })
      .meta({ description: 'Sizes of the state that was read.' }),
  })
  .meta({
    id: 'BackTestResult',
    description: 'The tested configuration beside the live one, by decisions as they were then.',
  });

export type BackTestResult = z.output<typeof resultSchema>;

export const configuration = (description: string) =>
  z.record(z.string(), z.unknown()).meta({ description, example: engineConfig.parse({}) });

export const backTestSchema = z
  .object({
    id: backTestId,
    name,
    note: z.string().nullable().meta({ description: 'What it is to show.', example: 'do rings of three hold?' }),
    state: z.enum(BACK_TEST_STATES).meta({
      description: '`waiting` for its turn or for a run to end, `running`, then one of `done`, `failed`, `cancelled`.',
      example: 'done',
    }),
    stage: text('What it is at.', 'tested: communities'),
    progress: z.number().min(0).max(1).meta({ description: '0–1.', example: 1 }),
    against,
    until: field.timeOrNull('The graph as it was then; null for as it was when the test began.'),
    engine: engineOverrides,
    allowList: z
      .object({
        added: field.count('Accounts and signals that it allows beside the allow-list.', 1),
        leftOut: z.array(z.string()).meta({ description: 'Entries that it leaves out.', example: [] }),
      })
      .meta({ description: 'What it allows otherwise than the allow-list.' }),
    by: text('Who asked for it.', 'desk-berlin'),
    createdAt: field.time('When it was asked for.'),
    startedAt: field.timeOrNull('When it last began to read.'),
    finishedAt: field.timeOrNull('When it ended.'),
    cancelledBy: z.string().nullable().meta({ description: 'Who asked to cancel it.', example: null }),
    gaveWay: field.count('How often it was put back because a run went first or an instance stopped.', 0),
    result: resultSchema.nullable().meta({ description: 'Null until it is done.' }),
    configuration: z
      .object({
        tested: configuration('The configuration that was tried, whole.'),
        live: configuration('The live one then, whole.'),
        liveVersion: field.count('Version of the live one; 0 for the file alone.', 0),
      })
      .nullable()
      .meta({ description: 'Null until it is done.' }),
    promotions: z
      .array(z.int())
      .meta({ description: 'Versions of the engine’s configuration that came from it.', example: [] }),
    error: z
      .object({ type: text('Stable type of the error.', 'run-out-of-memory'), detail: text('What went wrong.', '…') })
      .nullable()
      .meta({ description: 'Why it failed; null otherwise.' }),
  })
  .meta({
    id: 'BackTest',
    description: 'A configuration tried on a state of the graph, apart from the rings that people work on.',
  });

export type BackTest = z.output<typeof backTestSchema>;

export const backTestQuery = z.object(field.page(100, 20));
export const backTestPage = z
  .object({ backTests: z.array(backTestSchema).meta({ description: 'The newest first.' }), next: field.next })
  .meta({ id: 'BackTestPage', description: 'A page of back-tests.' });
