import { z } from 'zod';
import { NETWORK_CLASSES } from './network-classes.ts';

/**
 * Fields of the API that several rooms show: said once, so that one thing has one name, one form and one description
 * wherever it appears.
 */
export const time = (description: string) =>
  z.iso.datetime({ offset: true }).meta({ description, example: '2026-03-02T08:00:00.000Z' });

export const timeOrNull = (description: string) =>
  z.iso.datetime({ offset: true }).nullable().meta({ description, example: '2026-03-02T08:00:00.000Z' });

/** A time in a query (RFC 3339), read as epoch milliseconds. */
export const queryTime = (description: string) =>
  z.iso
    .datetime({ offset: true })
    .transform((text) => Date.parse(text))
    .optional()
    .meta({ description, example: '2026-03-01T00:00:00Z' });

/** A parameter that may be repeated or hold several values with commas between them. */
export const queryList = <Item extends z.ZodType<string, string>>(
  item: Item,
  meta: { description: string; example: string[] },
) =>
  z
    .array(z.string().max(2000))
    .max(50)
    .transform((given) => given.flatMap((text) => text.split(',').filter((part) => part !== '')))
    .pipe(z.array(item).max(50))
    .optional()
    .meta(meta);

export const limit = (most: number, usual: number) =>
  z.coerce
    .number()
    .int()
    .min(1)
    .max(most)
    .default(usual)
    .meta({ description: `How many at most (1–${most}).`, example: usual });

export const count = (description: string, example: number) => z.int().min(0).meta({ description, example });

/** One line that people write. */
export const line = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((given) => given.isWellFormed() && !/\p{Cc}/u.test(given), 'must be one line');

/** What people write: not empty, and without control characters but line breaks and tabs. */
export const words = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((given) => given.isWellFormed() && !/[^\P{Cc}\n\t]/u.test(given), 'holds control characters');

const CURSOR = 'eyJ2IjoxLCJxIjoiMVl2cEJkX2VzWGRnbENMaSIsImEiOlswLjk3LCJyaW5nX2Y0a2UycTJhN2MzZCJdLCJyIjoicnVuXzEifQ';

export const cursor = z.string().min(1).max(8192).optional().meta({
  description: '`next` of the page before. It belongs to the filters and the order that it was made with.',
  example: CURSOR,
});

/** Of the query of a list. */
export const page = (most: number, usual: number) => ({ limit: limit(most, usual), cursor });

export const next = z
  .string()
  .nullable()
  .meta({ description: '`cursor` of the next page; null on the last one.', example: CURSOR });

/** 1–256 UTF-16 code units, opaque: as events name it. */
export const accountId = z
  .string()
  .min(1)
  .max(256)
  .refine((id) => id.isWellFormed() && !/\p{Cc}/u.test(id), 'holds a control character or half a surrogate pair')
  .meta({ description: 'The account, by the caller’s own id.', example: 'acct_7f3a' });

export const ringId = z
  .string()
  .min(1)
  .max(64)
  .meta({ description: 'The ring; the id is kept from run to run.', example: 'ring_f4ke2q2a7c3d' });

export const campaignId = z.string().min(1).max(64).meta({
  description: 'The campaign: rings of one operator. The id is kept from run to run.',
  example: 'camp_k2m7xq4w3b5a',
});

export const runId = z
  .string()
  .min(1)
  .max(64)
  .meta({ description: 'The detection run.', example: 'run_20260302t080000' });

export const signalKey = z
  .string()
  .min(1)
  .max(1100)
  .meta({
    description:
      'A signal’s identity: `<type>:<value>` for types kept in clear, `<type>:<key id>:<32 hex digits>` for all others. ' +
      'In a path it is percent-encoded.',
    example: 'ip:203.0.113.7',
  });

export const signalType = z
  .string()
  .min(1)
  .max(40)
  .meta({ description: 'Name of the signal type, as in /v1/signal-types.', example: 'ip' });

export const signalHint = z
  .string()
  .meta({ description: 'A short caption for people that gives nothing away.', example: '203.0.113.0/24' });

export const signalName = z
  .object({ key: signalKey, type: signalType, hint: signalHint })
  .meta({ id: 'SignalName', description: 'Which signal, and a caption for it.' });

const networkFacts = {
  class: z
    .enum(NETWORK_CLASSES)
    .nullable()
    .meta({ description: 'What kind of network it is, by the lists of this installation.', example: 'vpn' }),
  asn: z.int().nullable().meta({ description: 'Number of its autonomous system.', example: 64500 }),
  country: z
    .string()
    .nullable()
    .meta({ description: 'ISO 3166-1 code of where it is registered or used.', example: 'NL' }),
};

const NETWORK_OR_NULL = 'Null for what is no address, and where nothing is known of its network.';

/** What is known of an address's network. */
export const network = z
  .object(networkFacts)
  .meta({
    id: 'Network',
    description: 'The network that an address belongs to; each fact is null where it is not known.',
  })
  .nullable()
  .meta({ description: `The network of an address. ${NETWORK_OR_NULL}` });

/** The same with the names behind it. */
export const networkDetail = z
  .object({
    ...networkFacts,
    asName: z.string().nullable().meta({ description: 'Name of the autonomous system.', example: 'EXAMPLE-AS' }),
    lists: z
      .array(z.string())
      .meta({ description: 'Lists that hold it, that of the longest prefix first.', example: ['vpn-exits'] }),
  })
  .meta({ id: 'NetworkDetail', description: 'The network that an address belongs to, and which lists say so.' })
  .nullable()
  .meta({ description: `The network of an address. ${NETWORK_OR_NULL}` });

export const bits = z.number().meta({
  description: 'Weight of evidence in bits: log2 of how much rarer this is than chance.',
  example: 12.4,
});

export const score = z
  .number()
  .meta({ description: '0–1: how sure the run is that these accounts are coordinated.', example: 0.97 });

export const strength = z
  .number()
  .meta({ description: '0–1: how strongly the account is held by the ring.', example: 0.82 });

/** What investigators have said of a ring. */
export const cellNumber = z
  .int()
  .min(1)
  .meta({ description: 'Number of a cell within its ring and run, from 1; not kept from run to run.', example: 1 });

export const RING_STATES = ['new', 'in_review', 'confirmed', 'dismissed'] as const;
export type RingState = (typeof RING_STATES)[number];

export type { NetworkClass } from './network-classes.ts';

export const ringState = z
  .enum(RING_STATES)
  .meta({ description: 'What investigators have said of the ring; `new` before they have.', example: 'in_review' });

/** Why people hold something for innocent, for machines to count. */
export const reasonCode = z.enum([
  ...['household', 'office', 'school', 'carrier', 'company_card', 'reseller', 'public_prompt', 'own_test', 'partner'],
  'other',
] as const);
export type ReasonCode = z.output<typeof reasonCode>;

/** Epoch milliseconds as the graph gives them → RFC 3339. */
export const rfc3339 = (epochMs: number): string => new Date(epochMs).toISOString();
export const rfc3339OrNull = (epochMs: number | null): string | null => (epochMs === null ? null : rfc3339(epochMs));
