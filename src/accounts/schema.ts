import { z } from 'zod';
import * as field from '../fields.ts';

const requests = z.number().meta({ description: 'Requests served to it.', example: 1150 });
const figure = (description: string, example: number) => z.number().meta({ description, example });
const status = z.string().meta({ description: 'The account’s status.', example: 'active' });
const createdAt = field.timeOrNull('When the account signed up; null where no sign-up was seen.');
const degree = z.int().meta({ description: 'Accounts that show it.', example: 41 });
const size = z.int().meta({ description: 'Accounts in the ring.', example: 412 });
const ringSummary = z.string().meta({
  description: 'What ties the ring together, in one sentence.',
  example: '412 accounts tied by 9 payment instruments and 31 prompt templates',
});

const named = (what: string, example: string) =>
  z
    .array(
      z.object({ name: z.string().meta({ description: `The ${what}.`, example }), requests }).meta({
        id: `RequestsBy${what[0]!.toUpperCase()}${what.slice(1)}`,
        description: `Requests by ${what}.`,
      }),
    )
    .meta({ description: `Requests by ${what}.` });

const accountRing = z
  .object({
    id: field.ringId,
    run: field.runId,
    score: field.score,
    size,
    summary: ringSummary,
    state: field.ringState,
    strength: field.strength,
    bits: field.bits,
  })
  .meta({ id: 'AccountRing', description: 'The ring of the published run that the account is in.' });

export const accountSignal = z
  .object({
    key: field.signalKey,
    type: field.signalType,
    hint: field.signalHint,
    first: field.time('When the account first showed it.'),
    last: field.time('When it last did.'),
    count: figure('Events in which it did.', 14),
    windows: figure('8-hour windows in which it did; the newest 128 are kept.', 9),
    accounts: degree,
    network: field.network,
  })
  .meta({ id: 'AccountSignal', description: 'A signal that an account shows.' });

export const accountDetail = z
  .object({
    id: field.accountId,
    status,
    createdAt,
    firstSeen: field.timeOrNull('Its first event.'),
    lastSeen: field.timeOrNull('Its last event.'),
    events: figure('Events that named it.', 260),
    requests,
    tokensIn: figure('Tokens it sent.', 812_000),
    tokensOut: figure('Tokens it was sent.', 2_401_000),
    toolCalls: figure('Tool calls in its requests.', 310),
    streamed: figure('Requests it made in streaming mode.', 0),
    hourOfWeek: z.array(z.number()).meta({
      description: 'Requests by hour of the week (UTC): 168 figures, the first for Monday 00:00; empty where unknown.',
      example: Array.from({ length: 168 }, (_, hour) => (hour % 24 >= 18 ? 23 : 0)),
    }),
    capabilities: named('capability', 'coding'),
    models: named('model', 'large-2'),
    clients: named('client', 'python-sdk'),
    attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).meta({
      description: 'What events told of it, as `accounts.attributes` declares it.',
      example: { plan: 'team' },
    }),
    signalCounts: z
      .array(
        z
          .object({ type: field.signalType, signals: figure('Signals of this type that it shows.', 3) })
          .meta({ id: 'SignalCount', description: 'How many signals of one type an account shows.' }),
      )
      .meta({ description: 'How many signals of each type it shows.' }),
    signals: z.array(accountSignal).meta({ description: 'The first 50 by key; all are under /signals.' }),
    ring: accountRing.nullable().meta({ description: 'The ring that it is in; null when it is in none.' }),
  })
  .meta({ id: 'Account', description: 'What is known of an account.' });

export const accountSignalList = z
  .object({ signals: z.array(accountSignal).meta({ description: 'In order of key.' }), next: field.next })
  .meta({ id: 'AccountSignalList', description: 'A page of the signals of an account.' });

export const sharedList = z
  .object({
    accounts: z
      .array(
        z
          .object({
            id: field.accountId,
            createdAt,
            requests,
            status,
            shared: figure('Signals that both show, without hubs.', 4),
            signals: z.array(field.signalName).meta({ description: 'Which ones, by key; 20 at most.' }),
          })
          .meta({ id: 'SharingAccount', description: 'Another account that shares signals with this one.' }),
      )
      .meta({ description: 'Those that share the most first.' }),
    hubs: z
      .array(
        z
          .object({ key: field.signalKey, type: field.signalType, hint: field.signalHint, accounts: degree })
          .meta({ id: 'HubSignal', description: 'A signal that too many accounts show to follow it.' }),
      )
      .meta({ description: 'Its signals that are not followed, the widest first; 100 at most.' }),
    hubDegree: figure('A signal on more accounts than this is a hub.', 50),
    signalsConsidered: figure('Signals looked at: the last seen, 1,000 at most.', 12),
    next: field.next,
  })
  .meta({ id: 'SharedList', description: 'What an account shares, and with whom.' });

export const signalDetail = z
  .object({
    key: field.signalKey,
    type: field.signalType,
    hint: field.signalHint,
    label: z.string().nullable().meta({
      description: 'Its label in Neo4j; null for a type that is no longer configured.',
      example: 'Ip',
    }),
    prefix: z.string().nullable().meta({ description: 'For an IP: the network around it.', example: '203.0.113.0/24' }),
    network: field.networkDetail,
    firstSeen: field.timeOrNull('When it was first seen.'),
    lastSeen: field.timeOrNull('When it was last seen.'),
    accounts: degree,
    hub: z
      .enum(['benign', 'organic', 'anomalous'])
      .nullable()
      .meta({ description: 'How the published run classed it as a hub; null when it is none.', example: 'organic' }),
    rings: z
      .array(
        z
          .object({
            id: field.ringId,
            score: field.score,
            size,
            summary: ringSummary,
            bits: field.bits,
            members: z.int().meta({ description: 'Members of the ring that show it.', example: 38 }),
          })
          .meta({ id: 'SignalRing', description: 'A ring that the signal is evidence of.' }),
      )
      .meta({ description: 'Rings of the published run that it is evidence of; 100 at most.' }),
  })
  .meta({ id: 'Signal', description: 'What is known of a signal.' });

export const signalAccountList = z
  .object({
    accounts: z
      .array(
        z
          .object({
            id: field.accountId,
            createdAt,
            requests,
            status,
            first: field.time('When it first showed the signal.'),
            last: field.time('When it last did.'),
            count: figure('Events in which it did.', 14),
          })
          .meta({ id: 'SignalAccount', description: 'An account that shows the signal.' }),
      )
      .meta({ description: 'In order of id.' }),
    next: field.next,
  })
  .meta({ id: 'SignalAccountList', description: 'A page of the accounts that show a signal.' });

const word = (description: string, example: string) => z.string().meta({ description, example });

export const signalTypeList = z
  .object({
    types: z
      .array(
        z
          .object({
            name: field.signalType,
            label: word('Label of its signals in Neo4j.', 'Ip'),
            relationship: word('Relationship type from an account in Neo4j.', 'CONNECTED_FROM'),
            kind: z
              .enum(['identifier', 'behaviour'])
              .meta({ description: 'Belongs to somebody, or is done.', example: 'identifier' }),
            family: word('Types of one family are not independent proofs.', 'network'),
            privacy: z
              .enum(['keyed', 'clear', 'template'])
              .meta({ description: 'What is kept of a value.', example: 'clear' }),
            strength: figure('0–1: how hard it is to forge or to share by chance.', 0.5),
            description: word('For people.', 'The address that a request came from.'),
          })
          .meta({ id: 'SignalType', description: 'A type of signal that this installation knows.' }),
      )
      .meta({ description: 'The built-in ones first, then those of the configuration.' }),
  })
  .meta({ id: 'SignalTypeList', description: 'The registry of signal types.' });

export type AccountDetail = z.output<typeof accountDetail>;
export type AccountSignalList = z.output<typeof accountSignalList>;
export type SharedList = z.output<typeof sharedList>;
export type SignalDetail = z.output<typeof signalDetail>;
export type SignalAccountList = z.output<typeof signalAccountList>;
export type SignalTypeList = z.output<typeof signalTypeList>;
