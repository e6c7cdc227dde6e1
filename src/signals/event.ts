import { z } from 'zod';
import { attributesSchema } from './attributes.ts';
import { isPlainText } from './normalise/text.ts';
import { parseTime } from './time.ts';
import type { SignalRegistry } from './types.ts';

export const EVENT_KINDS = ['signup', 'payment', 'session', 'usage'] as const;

/** Bounds of an event; texts in UTF-16 code units. Sums over the largest request stay below 2^53. */
export const LIMITS = {
  id: 200,
  account: 256,
  signals: 64,
  prompt: 64 * 1024,
  value: 2 * 1024,
  name: 64,
  requests: 1e9,
  tokens: 1e11,
} as const;

/** Longest value that a signal of a type may have. */
export const valueLimit = (privacy: 'keyed' | 'clear' | 'template'): number =>
  privacy === 'template' ? LIMITS.prompt : LIMITS.value;

/**
 * The schema of an event as senders write it: for OpenAPI, and the oracle that the hand-written checks of `observe.ts` are
 * tested against. It says nothing of values that are no card, phone, … — the normalisers do.
 */
export const eventSchema = (registry: SignalRegistry) =>
  z
    .strictObject({
      id: text(LIMITS.id, "The sender's own id of the event.", 'evt_0001'),
      account: text(LIMITS.account, "The sender's own opaque id of the account.", 'acct_4711'),
      kind: z.enum(EVENT_KINDS).meta({ description: 'What the account did.', example: 'usage' }),
      time: z
        .string()
        .refine((value) => parseTime(value) !== null, 'must be an RFC 3339 date-time with an offset, years 2000–2099')
        .meta({
          description: 'When it happened: RFC 3339 with an offset. Not further in the future than the tolerance.',
          format: 'date-time',
          example: '2026-03-14T19:20:05Z',
        }),
      signals: z
        .array(signalSchema(registry))
        .max(LIMITS.signals)
        .default([])
        .meta({
          description: 'What the account showed; one value may stand here once or often, it counts once an event.',
          example: [{ type: 'ip', value: '203.0.113.7' }],
        }),
      usage: usageSchema().optional(),
      attributes: attributesSchema(registry.attributes).optional(),
    })
    .meta({
      id: 'Event',
      description: 'An account did something at a time, with the signals it showed and what it used.',
      example: EXAMPLE_EVENT,
    });

const signalSchema = (registry: SignalRegistry) =>
  z
    .strictObject({
      type: z.enum(registry.all.map((type) => type.name)).meta({
        description: `Name of a signal type. ${registry.all.map((type) => `${type.name}: ${type.description}`).join(' ')}`,
        example: 'payment_instrument',
      }),
      value: z
        .string()
        .min(1)
        .max(LIMITS.prompt)
        .meta({
          description: `The value as seen: up to ${LIMITS.prompt} characters for prompts, ${LIMITS.value} for the rest. What is kept of it depends on the type's privacy.`,
          example: 'fp_9f3a2b7c41d05e68',
        }),
    })
    .refine((signal) => signal.value.length <= valueLimit(registry.get(signal.type)?.privacy ?? 'keyed'), {
      path: ['value'],
      error: 'is too long for its type',
    })
    .meta({
      id: 'EventSignal',
      description: 'One value of one signal type.',
      example: { type: 'payment_instrument', value: 'fp_9f3a2b7c41d05e68' },
    });

const usageSchema = () =>
  z
    .strictObject({
      requests: whole(LIMITS.requests, 'Requests that the event stands for.', 12).default(1),
      tokensIn: whole(LIMITS.tokens, 'Tokens read.', 5400).default(0),
      tokensOut: whole(LIMITS.tokens, 'Tokens written.', 21800).default(0),
      toolCalls: whole(LIMITS.requests, 'Tool calls made.', 3).default(0),
      model: text(LIMITS.name, 'Model asked.', 'large-2').optional(),
      capability: text(LIMITS.name, 'What it was asked for.', 'coding').optional(),
      stream: z.boolean().meta({ description: 'Whether the answers were streamed.', example: true }).optional(),
      client: text(LIMITS.name, 'Client software.', 'python-sdk').optional(),
    })
    .meta({
      id: 'EventUsage',
      description: 'What the account used. Requests are counted from here alone: an event without usage counts none.',
      example: { requests: 12, tokensIn: 5400, tokensOut: 21800, model: 'large-2', capability: 'coding' },
    });

const text = (max: number, description: string, example: string) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine(isPlainText, 'must not hold control characters, invisible characters or half surrogate pairs')
    .meta({ description, example });

const whole = (max: number, description: string, example: number) =>
  z.int().min(0).max(max).meta({ description, example });

const EXAMPLE_EVENT = {
  id: 'evt_0001',
  account: 'acct_4711',
  kind: 'usage',
  time: '2026-03-14T19:20:05Z',
  signals: [
    { type: 'ip', value: '203.0.113.7' },
    { type: 'prompt', value: 'Write a Python function that parses ISO 8601 durations.' },
  ],
  usage: { requests: 12, tokensIn: 5400, tokensOut: 21800, model: 'large-2', capability: 'coding', stream: true },
};
