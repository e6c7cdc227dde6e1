import { z } from 'zod';
import * as field from '../fields.ts';
import type { RingFilters } from '../ring-filter.ts';

/** Formats that an export comes in. */
export const FORMATS = ['csv', 'ndjson', 'parquet'] as const;
export type FormatName = (typeof FORMATS)[number];

export const SUBJECTS = ['rings', 'accounts'] as const;
/** What an export is of. */
export type Subject = (typeof SUBJECTS)[number];

/** Signals named of a ring, and of an account. */
export const EVIDENCE_SHOWN = 5;
export const REASONS_SHOWN = 3;

const publishedAt = field.timeOrNull('When the run was published.');
const campaign = field.campaignId
  .nullable()
  .meta({ description: 'The campaign that the ring is part of; null where it stands alone.' });
const requests = z.int().meta({ description: 'Requests served, as counted at the time of the export.', example: 1150 });

/** A line of the export of rings. The fields' order is the columns' order. */
export const ringLine = z.object({
  ring: field.ringId,
  run: field.runId,
  publishedAt,
  campaign,
  score: field.score,
  size: z.int().meta({ description: 'Accounts in the ring.', example: 412 }),
  state: field.ringState,
  decidedAt: field.timeOrNull('When it was last decided on; null before that.'),
  decidedBy: z
    .string()
    .nullable()
    .meta({ description: 'Name of the API key that decided; null before that.', example: 'desk-berlin' }),
  firstSeen: field.time('First observation of its evidence.'),
  lastSeen: field.time('Last observation of its evidence.'),
  requests: z.int().meta({ description: 'Requests served to its accounts up to the run.', example: 473_800 }),
  types: z
    .array(field.signalType)
    .meta({ description: 'Signal types among its evidence.', example: ['payment_instrument', 'prompt'] }),
  summary: z.string().meta({
    description: 'What ties it together, in one sentence.',
    example: '412 accounts tied by 9 payment instruments (380 of 412) and 31 prompts (402 of 412)',
  }),
  evidence: z.array(z.string()).meta({
    description: 'The signals that tie it most (bits × members), in words; 5 at most.',
    example: ['payment instrument visa •••• 4242: 14.2 bits, 380 members'],
  }),
});

/** A line of the export of accounts. The fields' order is the columns' order. */
export const accountLine = z.object({
  account: field.accountId,
  ring: field.ringId,
  run: field.runId,
  publishedAt,
  campaign,
  ringScore: field.score,
  ringSize: z.int().meta({ description: 'Accounts in the ring.', example: 412 }),
  ringState: field.ringState,
  strength: field.strength,
  bits: z.number().meta({ description: 'Bits of evidence that tie the account to the others.', example: 31.5 }),
  cell: field.cellNumber
    .nullable()
    .meta({ description: 'The cell of the ring that it is in; null where it is in none.' }),
  reasons: z.array(z.string()).meta({
    description: 'The strongest signals that tie it to the ring, in words; 3 at most.',
    example: ['payment instrument visa •••• 4242: 14.2 bits, 380 members'],
  }),
  evidenceCount: z.int().meta({ description: 'How many signals tie it to the ring.', example: 3 }),
  createdAt: field.timeOrNull('When the account signed up; null where no sign-up was seen.'),
  firstSeen: field.timeOrNull('Its first event.'),
  lastSeen: field.timeOrNull('Its last event, as known at the time of the export.'),
  requests,
  status: z.string().meta({ description: 'The account’s status at the time of the export.', example: 'active' }),
});

const flag = (description: string) =>
  z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .meta({ description, example: 'true' });

const common = {
  format: z
    .enum(FORMATS)
    .optional()
    .meta({ description: 'The format; without it the best of `Accept`, and CSV where that says nothing.' }),
  run: field.runId.optional().meta({
    description: 'The run to export, as long as its rings are kept. Without it: the published run.',
    example: 'run_20260302t080000',
  }),
  bom: flag('Begin CSV with a byte order mark, which Excel needs to read UTF-8. Other formats have none.'),
  end: flag('End NDJSON with a line `{"end":{"run":…,"rows":…}}`, the sign that the file is whole.'),
};

const onlyAccounts = {
  ring: field.queryList(field.ringId, {
    description: 'Accounts of these rings only. 404 where the run has no such ring.',
    example: ['ring_f4ke2q2a7c3d'],
  }),
  minStrength: z.coerce.number().min(0).max(1).optional().meta({
    description: 'Least strength with which the ring holds the account.',
    example: 0.5,
  }),
};

/** The parameters of both exports, on top of the filters of the list of rings. */
export const exportQueries = <Shape extends z.core.$ZodLooseShape>(filters: z.ZodObject<Shape>) => ({
  rings: z.object({ ...filters.shape, ...common }),
  accounts: z.object({ ...filters.shape, ...common, ...onlyAccounts }),
});

/** What is asked for, whoever asks: REST or the command line. */
export interface ExportQuery extends RingFilters {
  readonly run?: string | undefined;
  readonly bom?: boolean | undefined;
  readonly end?: boolean | undefined;
  readonly ring?: readonly string[] | undefined;
  readonly minStrength?: number | undefined;
}
